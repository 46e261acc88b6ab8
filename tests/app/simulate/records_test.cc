#include "app/simulate/records.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tiny.h"

namespace outcry::simulate {
namespace {

using nlohmann::json;

SimulatedPost post_of(std::string text) {
  SimulatedPost post{.time = *parse_rfc3339("2026-03-22T23:42:00.123Z"), .number = 7, .kind = Kind::report};
  post.author = {.id = 99, .handle = "jess7"};
  post.text = std::move(text);
  return post;
}

json record(std::string_view format, const SimulatedPost& post) {
  return json::parse(make_record_writer(format)->record(post));
}

const std::string kAwkward = "it's \"down\", <b>&amp;\nreally 🙃 #down";

TEST(Records, EveryFormatHasAWriterAndNoOther) {
  for (const auto& format : format_names()) EXPECT_NE(make_record_writer(format), nullptr) << format;
  EXPECT_EQ(make_record_writer("pigeon"), nullptr);
}

TEST(Records, EveryLineOfEveryFormatIsValid) {
  for (const auto& format : format_names()) {
    const auto lines = lines_of(archive_of(format));
    EXPECT_GT(lines.size(), 2500U) << format;
    if (format == "csv") continue;
    for (const auto& line : lines) ASSERT_TRUE(json::parse(line, nullptr, false).is_object()) << format << line;
  }
}

TEST(Records, TheSamePostsAreInEveryFormat) {
  const auto expected = lines_of(archive_of("jetstream")).size();
  for (const auto& format : format_names())
    EXPECT_EQ(lines_of(archive_of(format)).size(), expected + (format == "csv" ? 1 : 0)) << format;
}

TEST(Records, JetstreamHasTheLayoutOfTheService) {
  const auto line = record("jetstream", post_of(kAwkward));
  EXPECT_EQ(line["kind"], "commit");
  EXPECT_EQ(line["time_us"], 1774222920123000);
  EXPECT_THAT(line["did"].get<std::string>(), testing::MatchesRegex("did:plc:[a-z2-7]{24}"));
  EXPECT_EQ(line["commit"]["operation"], "create");
  EXPECT_EQ(line["commit"]["collection"], "app.bsky.feed.post");
  EXPECT_THAT(line["commit"]["rkey"].get<std::string>(), testing::MatchesRegex("[a-z2-7]{13}"));
  EXPECT_EQ(line["commit"]["record"]["text"], kAwkward);
  EXPECT_LT(line["commit"]["record"]["createdAt"], "2026-03-22T23:42:00.123Z");
}

TEST(Records, JetstreamIdentitiesAreUnique) {
  std::set<std::string> seen;
  for (const auto& line : lines_of(archive_of("jetstream"))) {
    const auto parsed = json::parse(line);
    EXPECT_TRUE(
        seen.insert(parsed["did"].get<std::string>() + "/" + parsed["commit"]["rkey"].get<std::string>()).second);
  }
}

TEST(Records, XV1IsATweetOfTheStream) {
  const auto line = record("x-v1", post_of(kAwkward));
  EXPECT_EQ(line["created_at"], "Sun Mar 22 23:42:00 +0000 2026");
  EXPECT_EQ(line["timestamp_ms"], "1774222920123");
  EXPECT_EQ(line["text"], kAwkward);
  EXPECT_EQ(line["user"]["screen_name"], "jess7");
  EXPECT_EQ(line["id_str"], std::to_string(line["id"].get<std::uint64_t>()));
}

TEST(Records, XV2IsAPageWithItsAuthor) {
  auto post = post_of(kAwkward);
  post.place = Texts::builtin().place("US-TX");
  const auto page = record("x-v2", post);
  const auto& tweet = page["data"][0];
  EXPECT_EQ(tweet["text"], kAwkward);
  EXPECT_EQ(tweet["created_at"], "2026-03-22T23:42:00.123Z");
  EXPECT_EQ(page["includes"]["users"][0]["id"], tweet["author_id"]);
  EXPECT_EQ(page["includes"]["places"][0]["id"], tweet["geo"]["place_id"]);
}

TEST(Records, MastodonTextIsHtml) {
  const auto status = record("mastodon", post_of("a <b> & c"));
  EXPECT_EQ(status["content"], "<p>a &lt;b&gt; &amp; c</p>");
  EXPECT_TRUE(status["reblog"].is_null());
  EXPECT_THAT(status["uri"].get<std::string>(), testing::StartsWith("https://social.example/users/jess7/statuses/"));
}

TEST(Records, RedditIsASubmission) {
  const auto thing = record("reddit", post_of(kAwkward));
  EXPECT_EQ(thing["title"], kAwkward);
  EXPECT_EQ(thing["created_utc"], 1774222920);
  EXPECT_EQ(thing["name"], "t3_" + thing["id"].get<std::string>());
}

TEST(Records, NostrIsANoteWithIdsOfTheRightLength) {
  const auto event = record("nostr", post_of(kAwkward));
  EXPECT_EQ(event["kind"], 1);
  EXPECT_EQ(event["id"].get<std::string>().size(), 64U);
  EXPECT_EQ(event["pubkey"].get<std::string>().size(), 64U);
  EXPECT_EQ(event["sig"].get<std::string>().size(), 128U);
  EXPECT_EQ(event["tags"][0], (json{"t", "down"}));
}

TEST(Records, CsvQuotesWhatMustBeQuoted) {
  const auto writer = make_record_writer("csv");
  EXPECT_EQ(writer->header(), "id,created_at,author,text,lang,repost\n");
  EXPECT_EQ(writer->record(post_of("so \"down\", really")),
            "7,2026-03-22T23:42:00.123Z,jess7,\"so \"\"down\"\", really\",en,false\n");
}

TEST(Records, RepostsPointAtTheirOriginal) {
  auto original = std::make_shared<SimulatedPost>(post_of("first"));
  auto post = post_of("");
  post.number = 8;
  post.author = {.id = 5, .handle = "kev1"};
  post.passed_on = original;
  const auto jetstream = record("jetstream", post);
  EXPECT_EQ(jetstream["commit"]["collection"], "app.bsky.feed.repost");
  EXPECT_EQ(record("x-v1", post)["retweeted_status"]["text"], "first");
  EXPECT_EQ(record("x-v2", post)["data"][0]["referenced_tweets"][0]["type"], "retweeted");
  EXPECT_EQ(record("mastodon", post)["reblog"]["content"], "<p>first</p>");
  EXPECT_EQ(record("nostr", post)["kind"], 6);
  EXPECT_EQ(record("ndjson", post)["repost"], true);
  EXPECT_TRUE(record("reddit", post).contains("crosspost_parent"));
}

}  // namespace
}  // namespace outcry::simulate
