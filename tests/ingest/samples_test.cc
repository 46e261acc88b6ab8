// The small archives under tests/data/ingest/ read to exactly what their MANIFEST says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/ingest/support.h"

namespace outcry::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST(Samples, ADayOfTheStreamGrabReadsToItsCounts) {
  const auto r = read_file(data_file("twitter-stream-2020-11-23.mini.tar"));
  EXPECT_EQ(r.entries, 7U);
  EXPECT_EQ(r.stats.records, 36U);
  EXPECT_EQ(r.count(RecordKind::post) + r.count(RecordKind::repost), 20U);
  EXPECT_EQ(r.count(RecordKind::repost), 4U);
  EXPECT_EQ(r.count(RecordKind::remove), 4U);
  EXPECT_EQ(r.count(RecordKind::limit), 4U);
  EXPECT_EQ(r.count(RecordKind::withheld), 4U);
  EXPECT_EQ(r.count(RecordKind::blank), 4U);
  EXPECT_EQ(r.errors(), 0U);
  ASSERT_THAT(r.container_problems, SizeIs(2));
  EXPECT_EQ(r.container_problems[0].reason, Errc::truncated);
  EXPECT_EQ(r.container_problems[0].member, "2020/11/23/14/04.json.bz2");
  EXPECT_EQ(r.container_problems[1].reason, Errc::unknown_format);
  EXPECT_EQ(r.container_problems[1].member, "README.txt");
}

TEST(Samples, PushshiftDumpsWithTheLargestWindowAreRead) {
  const auto posts = read_file(data_file("RS_2023-01.window31.zst"));
  EXPECT_EQ(posts.count(RecordKind::post), 50U);
  EXPECT_EQ(posts.stats.records, 50U);
  EXPECT_THAT(posts.container_problems, SizeIs(0));
  const auto without_author = std::ranges::count_if(
      posts.posts, [](const auto& post) { return post.find("|||ExampleCloud") != std::string::npos; });
  EXPECT_EQ(without_author, 8);
  EXPECT_EQ(std::ranges::count_if(posts.texts, [](const auto& t) { return t.find('\n') == std::string::npos; }), 10);
  const auto comments = read_file(data_file("RC_2023-01.window27.zst"));
  EXPECT_EQ(comments.count(RecordKind::post), 80U);
}

TEST(Samples, AWindowBeyondTheLimitIsAProblemAndNoCrash) {
  ArchiveOptions options;
  options.zstd_window_log_max = 27;
  const auto r = read_file(data_file("RS_2023-01.window31.zst"), options);
  EXPECT_THAT(r.posts, SizeIs(0));
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::too_large);
}

TEST(Samples, CapturesReadTheSameInEveryPacking) {
  const auto plain = read_file(data_file("jetstream_capture.nolastnewline.jsonl"));
  EXPECT_EQ(plain.count(RecordKind::post), 200U);
  for (const auto* name : {"jetstream_capture.2frames.jsonl.zst", "jetstream_capture.2members.jsonl.gz",
                           "jetstream_capture.2streams.jsonl.bz2"}) {
    const auto r = read_file(data_file(name));
    EXPECT_EQ(r.posts, plain.posts) << name;
    EXPECT_THAT(r.container_problems, SizeIs(0)) << name;
  }
}

TEST(Samples, ATruncatedCaptureGivesItsWholeLinesAndOneProblem) {
  const auto r = read_file(data_file("jetstream_capture.truncated.jsonl.gz"));
  EXPECT_GT(r.count(RecordKind::post), 50U);
  EXPECT_LT(r.count(RecordKind::post), 200U);
  EXPECT_EQ(r.errors(), 0U);
  ASSERT_THAT(r.container_problems, SizeIs(1));
  EXPECT_EQ(r.container_problems[0].reason, Errc::truncated);
  EXPECT_GT(r.container_problems[0].offset, r.stats.bytes);
}

TEST(Samples, PoisonCostsExactlyTheBadRecords) {
  const auto r = read_file(data_file("poison.ndjson"));
  EXPECT_EQ(r.stats.records, 23U);
  EXPECT_EQ(r.count(RecordKind::post), 9U);
  EXPECT_EQ(r.count(RecordKind::blank), 3U);
  EXPECT_EQ(r.count(Errc::invalid_utf8), 2U);
  EXPECT_EQ(r.count(Errc::lone_surrogate), 2U);
  EXPECT_EQ(r.count(Errc::bad_json), 3U);
  EXPECT_EQ(r.count(Errc::not_an_object), 2U);
  EXPECT_EQ(r.count(Errc::no_text), 2U);
  EXPECT_EQ(r.errors(), 11U);
  std::vector<std::uint64_t> lines;
  for (const auto& problem : r.record_problems) lines.push_back(problem.line);
  EXPECT_THAT(lines, ElementsAre(2, 3, 4, 6, 7, 11, 12, 13)) << "the first eight, with their places";
  EXPECT_EQ(r.texts[2], "bom");
  EXPECT_EQ(r.texts[3], "a") << "of two equal keys the first counts";
  EXPECT_THAT(r.posts[4], HasSubstr("|18446744073709551616|"));
  EXPECT_EQ(r.texts.back(), "last ok");
}

TEST(Samples, AnOutboxIsStreamedAsItsActivities) {
  const auto r = read_file(data_file("mastodon_outbox.json"));
  EXPECT_EQ(r.count(RecordKind::post), 2U);
  EXPECT_EQ(r.count(RecordKind::repost), 1U);
  EXPECT_THAT(r.texts, ElementsAre("ExampleCloud down?", "is it down for you?"));
}

TEST(Samples, PagesOfTheXApiGiveEachOfTheirPosts) {
  const auto r = read_file(data_file("twarc2_pages.jsonl"));
  EXPECT_EQ(r.stats.records, 2U);
  EXPECT_EQ(r.count(RecordKind::post), 2U);
  EXPECT_EQ(r.count(RecordKind::blank), 1U);
}

TEST(Samples, FlatBlueskyDumpsAreKnownByTheirKeys) {
  const auto r = read_file(data_file("bluesky_hf.jsonl"));
  EXPECT_EQ(r.count(RecordKind::post), 2U);
  EXPECT_THAT(r.posts[1], HasSubstr("bluesky|op0|did:plc:x|3lbw2cmpqab3s|did:plc:x|"));
}

TEST(Samples, CustomerSupportTweetsKeepTheirLineBreaks) {
  const auto r = read_file(data_file("twcs.mini.csv"));
  EXPECT_EQ(r.stats.records, 3U);
  EXPECT_EQ(r.count(RecordKind::post), 3U);
  EXPECT_EQ(r.texts[0], "@examplesupport your login is down, \"503\" again\nsecond line");
}

TEST(Samples, Sentiment140NeedsNoHeaderAndIsLatin1) {
  const auto r = read_file(data_file("sentiment140.mini.csv"));
  EXPECT_EQ(r.count(RecordKind::post), 2U);
  EXPECT_THAT(r.texts, ElementsAre("caf\xC3\xA9 wifi is down & I'm sad", "back up, \"yay\""));
  EXPECT_THAT(r.posts[0], HasSubstr("2009-04-07T05:19:45Z"));
}

TEST(Samples, BothDialectsOfOneRecordedSessionGiveTheSamePosts) {
  auto v1 = read_file(data_file("v1_session.jsonl"));
  auto v2 = read_file(data_file("v2_session.jsonl"));
  EXPECT_EQ(v1.stats.records, 42U);
  EXPECT_EQ(v2.stats.records, 42U);
  EXPECT_EQ(v1.stats.kinds, v2.stats.kinds);
  EXPECT_EQ(v1.count(RecordKind::post), 21U);
  EXPECT_EQ(v1.count(RecordKind::update), 1U);
  EXPECT_EQ(v1.count(RecordKind::remove), 1U);
  EXPECT_EQ(v1.count(RecordKind::remove_author), 1U);
  EXPECT_EQ(v1.errors() + v2.errors(), 0U);
  std::ranges::sort(v1.texts);
  std::ranges::sort(v2.texts);
  EXPECT_EQ(v1.texts, v2.texts);
}

TEST(Samples, ARecordedNostrSessionReadsWithItsNotices) {
  const auto r = read_file(data_file("nostr_recorded.jsonl"));
  EXPECT_EQ(r.count(RecordKind::post), 9U);
  EXPECT_EQ(r.count(RecordKind::repost), 2U);
  EXPECT_EQ(r.count(RecordKind::remove), 1U);
}

}  // namespace
}  // namespace outcry::ingest
