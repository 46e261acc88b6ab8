// Mastodon statuses, streaming events and outboxes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

using testing::ElementsAre;

std::string status(const std::string& more) {
  return R"({"id":"1","created_at":"2026-11-23T14:02:03.123Z","uri":"https://m.example/users/ann/statuses/1","url":"https://m.example/@ann/1",)"
         R"("content":"<p>down &amp; out</p>","account":{"acct":"ann","created_at":"2026-11-20T00:00:00.000Z","url":"https://m.example/@ann","bot":true})" +
         more + "}";
}

TEST(Mastodon, AStatusBecomesPlainText) {
  const auto kept = keep_one("mastodon", status(R"(,"spoiler_text":"rant","language":"en","in_reply_to_id":"5")"));
  ASSERT_TRUE(kept.outcome);
  EXPECT_EQ(kept.post.text, "rant\ndown & out");
  EXPECT_EQ(kept.post.key, "https://m.example/users/ann/statuses/1");
  EXPECT_EQ(kept.post.author, "https://m.example/@ann");
  EXPECT_EQ(kept.post.author_name, "ann");
  EXPECT_EQ(kept.post.link, "https://m.example/@ann/1");
  EXPECT_EQ(format_utc(*kept.post.author_since), "2026-11-20T00:00:00Z");
  EXPECT_TRUE(kept.post.marks.bot);
  EXPECT_TRUE(kept.post.marks.reply);
}

TEST(Mastodon, ABoostIsARepostOfTheOriginalsText) {
  const auto kept = keep_one(
      "mastodon",
      status(
          R"(,"reblog":{"id":"9","uri":"https://o.example/9","content":"<p>original</p>","account":{"acct":"b","bot":false}})"));
  EXPECT_EQ(*kept.outcome, RecordKind::repost);
  EXPECT_EQ(kept.post.text, "original");
  EXPECT_EQ(kept.post.author_name, "ann");
}

TEST(Mastodon, AQuoteIsMarkedAndNullIsNone) {
  EXPECT_TRUE(keep_one("mastodon", status(R"(,"quote":{"state":"accepted"})")).post.marks.quote);
  EXPECT_FALSE(keep_one("mastodon", status(R"(,"quote":null,"reblog":null)")).post.marks.quote);
}

TEST(Mastodon, EventsOfTheStreamAreRead) {
  const auto r = read_file(data_file("ws_frames.written.jsonl"));
  EXPECT_EQ(r.count(RecordKind::post), 2U);
  EXPECT_EQ(r.count(RecordKind::update), 1U);
  EXPECT_EQ(r.count(RecordKind::remove), 1U);
  EXPECT_EQ(r.count(RecordKind::notice), 2U);
  EXPECT_EQ(r.texts[1], "rant\nExampleCloud tot? \xF0\x9F\x98\xB5");
}

TEST(Mastodon, APayloadMayBeAnObjectAndABrokenOneIsTold) {
  const auto kept = keep_one("mastodon", R"({"event":"status.update","payload":)" + status("") + "}");
  EXPECT_EQ(kept.post.op, PostOp::update);
  EXPECT_EQ(decode_one("mastodon", R"({"event":"update","payload":"{broken"})").outcome.error(), Errc::bad_json);
  EXPECT_EQ(decode_one("mastodon", R"({"event":"update","payload":"undefined"})").outcome.error(), Errc::bad_json);
  EXPECT_EQ(decode_one("mastodon", R"({"event":"delete"})").outcome.error(), Errc::no_id);
}

TEST(Mastodon, ADeletionThatKnowsTheAddressTakesBackWhatHasIt) {
  const auto kept = keep_one("mastodon", R"({"event":"delete","payload":{"id":"1","uri":"https://m.example/1"}})");
  EXPECT_EQ(kept.post.op, PostOp::remove);
  EXPECT_EQ(kept.post.key, "https://m.example/1");
  EXPECT_EQ(keep_one("mastodon", R"({"payload":{"uri":null,"id":"7"},"event":"delete"})").post.key, "7");
  EXPECT_EQ(keep_one("mastodon", R"({"event":"delete","payload":"8"})").post.key, "8");
  EXPECT_EQ(decode_one("mastodon", R"({"event":"delete","payload":{}})").outcome.error(), Errc::no_id);
}

TEST(Mastodon, ATimelineInOneArrayIsRead) {
  const auto r = read_file(data_file("timeline_public.written.json"));
  EXPECT_EQ(r.count(RecordKind::post), 3U);
  EXPECT_EQ(r.count(RecordKind::repost), 1U);
}

TEST(MastodonOutbox, ActivitiesAreToldApart) {
  const auto kind = [](const std::string& record) { return *decode_one("mastodon-outbox", record).outcome; };
  EXPECT_EQ(kind(R"({"type":"Announce","actor":"a","object":"https://o"})"), RecordKind::repost);
  EXPECT_EQ(kind(R"({"type":"Like","actor":"a","object":"https://o"})"), RecordKind::unrelated);
  EXPECT_EQ(kind(R"({"type":"Create","object":{"type":"Event","id":"x"}})"), RecordKind::unrelated);
  EXPECT_EQ(kind(R"({"type":"Delete","actor":"a","object":{"type":"Tombstone","id":"x"}})"), RecordKind::remove);
  EXPECT_EQ(decode_one("mastodon-outbox", R"({"actor":"a"})").outcome.error(), Errc::unknown_record);
  EXPECT_EQ(decode_one("mastodon-outbox", R"({"type":"Create","object":{"type":"Note","id":"x"}})").outcome.error(),
            Errc::no_text);
}

TEST(MastodonOutbox, TheLanguageIsTheFirstOfTheContentMap) {
  const auto kept = keep_one(
      "mastodon-outbox",
      R"({"type":"Create","actor":"a","published":"2026-11-23T14:02:03Z","object":{"type":"Note","id":"x","contentMap":{"de":"<p>kaputt</p>"}}})");
  EXPECT_EQ(kept.post.language, "de");
  EXPECT_EQ(kept.post.text, "kaputt");
  EXPECT_EQ(format_utc(kept.post.time), "2026-11-23T14:02:03Z");
}

}  // namespace
}  // namespace outcry::ingest
