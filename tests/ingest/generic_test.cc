// Records of no platform: JSON objects and CSV rows, by usual names and by map.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/generic/fields.h"
#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Fields, AreFoundByTheirUsualNamesWithoutCase) {
  const generic::Fields fields({});
  ASSERT_TRUE(fields.find("Created_At"));
  EXPECT_EQ(fields.find("Created_At")->field, generic::Field::time);
  EXPECT_LT(fields.find("text")->rank, fields.find("body")->rank);
  EXPECT_EQ(fields.find("when")->field, generic::Field::time);
  EXPECT_EQ(fields.find("Who")->field, generic::Field::author);
  EXPECT_FALSE(fields.find("nothing"));
}

TEST(Fields, AMappedFieldIsLookedForNowhereElse) {
  const generic::Fields fields({{"text", "title"}, {"author", "user.name"}, {"nonsense", "x"}});
  EXPECT_FALSE(fields.find("text"));
  EXPECT_EQ(fields.find("title")->field, generic::Field::text);
  EXPECT_TRUE(fields.leads_below("user"));
  EXPECT_FALSE(fields.leads_below("use"));
  EXPECT_FALSE(generic::field_named("nonsense"));
}

TEST(Ndjson, UsualNamesAreEnough) {
  const auto kept = keep_one(
      "ndjson",
      R"({"id":12,"body":"down","timestamp":1606140123,"user":"ann","lang":"en","service":"Netflix","country_code":"US","location":"Austin","retweet":true,"url":"https://p"})");
  ASSERT_TRUE(kept.outcome);
  EXPECT_EQ(*kept.outcome, RecordKind::repost);
  EXPECT_EQ(
      shown(kept.post),
      "generic|op0||12|ann|ann|down|en|US|Austin|Netflix|https://p||2020-11-23T14:02:03Z|2020-11-23T14:02:03Z|10000");
}

TEST(Ndjson, TheBetterNameWinsWhateverComesFirst) {
  EXPECT_EQ(keep_one("ndjson", R"({"body":"b","text":"t","time":5})").post.text, "t");
  EXPECT_EQ(keep_one("ndjson", R"({"text":"t","body":"b","time":5})").post.text, "t");
}

TEST(Ndjson, AMapMayNameAPath) {
  const FieldMap map{{"text", "post.content.plain"}, {"time", "at"}, {"author", "post.by"}};
  const auto kept =
      keep_one("ndjson", R"({"post":{"by":"ann","content":{"plain":"down"}},"at":"2020-01-01","text":"no"})", map);
  EXPECT_EQ(kept.post.text, "down");
  EXPECT_EQ(kept.post.author, "ann");
  EXPECT_EQ(format_utc(kept.post.time), "2020-01-01T00:00:00Z");
}

TEST(Ndjson, ADeletedRecordTakesThePostBack) {
  const auto kept = keep_one("ndjson", R"({"id":"7","deleted":true,"time":5})");
  EXPECT_EQ(kept.post.op, PostOp::remove);
  EXPECT_EQ(decode_one("ndjson", R"({"deleted":true})").outcome.error(), Errc::no_id);
  EXPECT_EQ(*keep_one("ndjson", R"({"text":"x","deleted":false})").outcome, RecordKind::post);
}

TEST(Ndjson, WithoutAnyTimeAPostIsOf1970) {
  EXPECT_EQ(keep_one("ndjson", R"({"text":"x"})").post.time, EventTime{});
  EXPECT_EQ(decode_one("ndjson", R"({"text":"x","time":"yesterday"})").outcome.error(), Errc::no_time);
  EXPECT_EQ(read_bytes("text,time\nx,\n").count(Errc::no_time), 1U) << "an empty cell is no time";
}

TEST(Csv, TheServiceColumnReachesThePost) {
  const auto r = read_bytes(
      "id,time_utc,precision,author,score,service,lang,text\nr1,2024-07-26T08:31:12Z,second,,4,Disney+ Hotstar,en,good "
      "app\n");
  EXPECT_THAT(
      r.posts,
      ElementsAre("generic|op0||r1|||good app|en|||Disney+ Hotstar|||2024-07-26T08:31:12Z|2024-07-26T08:31:12Z|00000"));
}

TEST(Csv, TwoColumnsAreEnough) {
  const auto r = read_bytes("utc,text\n2019-10-16T00:00:00Z,\"We are at the doorstep of ice, snow &amp; wind\"\n");
  EXPECT_THAT(r.texts, ElementsAre("We are at the doorstep of ice, snow &amp; wind"));
}

TEST(Csv, InvalidUtf8CostsItsRow) {
  const auto r = read_bytes("time,text\n2020-01-01,caf\xC3\xA9\n2020-01-01,caf\xE9\n2020-01-01,ok\n");
  EXPECT_THAT(r.texts, ElementsAre("caf\xC3\xA9", "ok"));
  EXPECT_EQ(r.count(Errc::invalid_utf8), 1U);
  EXPECT_EQ(r.record_problems[0].line, 3U);
}

TEST(Csv, Latin1IsConverted) {
  const auto r = read_bytes("time,text\n2020-01-01,caf\xE9\n");
  EXPECT_THAT(r.texts, ElementsAre("caf\xC3\xA9"));
}

TEST(Csv, TabsAndSemicolonsAreSeparatorsToo) {
  EXPECT_THAT(read_bytes("time\ttext\n2020-01-01\ta, b; c\n").texts, ElementsAre("a, b; c"));
  EXPECT_THAT(read_bytes("time;text\r\n2020-01-01;\"a;b\"\r\n").texts, ElementsAre("a;b"));
}

TEST(Csv, AnEmptyCellAtTheEndOfARowIsACell) {
  EXPECT_THAT(read_bytes("text\ttime\tplace\n\t2020-01-01\t\nx\t2020-01-01\t\r\n").texts, ElementsAre("", "x"));
}

TEST(Csv, AMapNamesColumns) {
  ArchiveOptions options;
  options.map = {{"text", "Beschwerde"}, {"time", "Datum"}, {"id", "Nr"}};
  const auto r = read_bytes("Nr,Datum,Beschwerde,text\n5,2020-01-01,kaputt,no\n", options);
  EXPECT_THAT(r.texts, ElementsAre("kaputt"));
  EXPECT_THAT(r.posts[0], HasSubstr("|5|"));
}

}  // namespace
}  // namespace outcry::ingest
