#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/bluesky/feed.h"

namespace outcry::ingest::bluesky {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 8} + 12h};

JetstreamOptions options(std::vector<std::string> hosts, Dialect dialect = Dialect::automatic) {
  JetstreamOptions out;
  for (const auto& host : hosts) out.hosts.push_back(net::parse_url(host).value());
  out.dialect = dialect;
  return out;
}

JetstreamCursor at(EventTime time) {
  JetstreamCursor out;
  out.time = time;
  return out;
}

Envelope commit(EventTime time, std::optional<std::uint64_t> seq = {}) {
  Envelope out;
  out.time = time;
  out.seq = seq;
  out.commit = true;
  return out;
}

Feed::Heard hear(Feed& feed, const Envelope& envelope) { return feed.heard(envelope, kNoon + 24h); }

net::Failure refusal(unsigned status, std::string body = "") {
  net::Failure out;
  out.fault = status < 500 ? net::Fault::fatal : net::Fault::server;
  out.status = status;
  out.body = std::move(body);
  return out;
}

TEST(JetstreamCursor, SurvivesTheStore) {
  JetstreamCursor cursor{"a.example", Dialect::v2, 17, kNoon};
  const auto back = JetstreamCursor::from_json(cursor.to_json());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->host, "a.example");
  EXPECT_EQ(back->dialect, Dialect::v2);
  EXPECT_EQ(back->seq, 17U);
  EXPECT_EQ(back->time, kNoon);
  for (const auto* bad : {"", "[]", "{}", R"({"time_us":-1})", R"({"time_us":9223372036854775807})",
                          R"({"time_us":"x"})", R"({"time_us":1,"host":2})", R"({"time_us":1,"dialect":{}})"})
    EXPECT_FALSE(JetstreamCursor::from_json(bad)) << bad;
}

TEST(Feed, AsksForPostsFromItsCursorInTheWordsOfTheDialect) {
  const Feed v2(options({"ws://h.example:6008/base/"}, Dialect::v2), at(kNoon));
  EXPECT_EQ(v2.address(5).target,
            "/base/xrpc/network.bsky.jetstream.subscribeEvents?cursor=1772971200000000&collections=app.bsky.feed.post"
            "&maxMessageSizeBytes=1048576&zstdDictionary=5");
  const Feed v1(options({"wss://h.example"}, Dialect::v1), at(kNoon));
  EXPECT_EQ(v1.address(5).target,
            "/subscribe?cursor=1772971200000000&wantedCollections=app.bsky.feed.post&maxMessageSizeBytes=1048576");
  EXPECT_EQ(v1.dictionary_address().shown(), "https://h.example/xrpc/network.bsky.jetstream.getZstdDictionary");
}

TEST(Feed, GoesBackToTheFirstDialectWhereTheSecondIsUnknown) {
  Feed feed(options({"ws://h.example"}), at(kNoon));
  EXPECT_EQ(feed.dialect(), Dialect::v2);
  EXPECT_TRUE(feed.failed(refusal(404))) << "at once";
  EXPECT_EQ(feed.dialect(), Dialect::v1);
  EXPECT_FALSE(feed.refused_by_all());
  EXPECT_FALSE(feed.failed(refusal(404)));
  EXPECT_TRUE(feed.refused_by_all());
}

TEST(Feed, ResumesByNumberWhereTheNumberCameFromAndByTimeElsewhere) {
  Feed feed(options({"ws://a.example", "ws://b.example"}, Dialect::v2), at(kNoon));
  feed.opened();
  EXPECT_TRUE(hear(feed, commit(kNoon + 1min, 77)).record);
  EXPECT_THAT(feed.address({}).target, HasSubstr("cursor=77&"));
  feed.failed({});
  EXPECT_EQ(feed.host().host, "b.example");
  EXPECT_THAT(feed.address({}).target, HasSubstr("cursor=1772971255000000&")) << "five seconds are heard again";
  feed.failed({});
  EXPECT_THAT(feed.address({}).target, HasSubstr("cursor=77&"));
  Feed next(options({"ws://c.example", "ws://a.example"}, Dialect::v2),
            JetstreamCursor::from_json(feed.cursor().to_json()).value());
  EXPECT_EQ(next.host().host, "a.example") << "a later run begins where the earlier one was";
}

TEST(Feed, AFirstStartSaysThatThereIsLessOfThePast) {
  Feed feed(options({"ws://a.example"}), at(kNoon));
  feed.opened();
  const auto heard = hear(feed, commit(kNoon + 5h));
  ASSERT_TRUE(heard.gap);
  EXPECT_TRUE(heard.gap->of_the_past);
  EXPECT_EQ(heard.gap->from, kNoon);
  feed.failed({});
  feed.opened();
  EXPECT_FALSE(hear(feed, commit(kNoon + 20h)).gap->of_the_past);
}

/// A server that was killed may have lost what it had: its numbers begin anew, and one in the future gives what is
/// live.
TEST(Feed, NumbersThatBeganAnewAreAskedForByTimeAndToldAsAGap) {
  Feed feed(options({"ws://a.example"}, Dialect::v2), at(kNoon));
  feed.opened();
  hear(feed, commit(kNoon, 500));
  feed.failed({});
  EXPECT_THAT(feed.address({}).target, HasSubstr("cursor=500&"));
  feed.opened();
  const auto refused = hear(feed, commit(kNoon + 3s, 7));
  ASSERT_TRUE(refused.error);
  EXPECT_FALSE(refused.record) << "it comes again when it is asked for by time";
  feed.failed(*refused.error);
  EXPECT_THAT(feed.address({}).target, Not(HasSubstr("cursor=500&")));
  EXPECT_THAT(feed.address({}).target, Not(HasSubstr("cursor=7&")));
  feed.opened();
  const auto heard = hear(feed, commit(kNoon + 2s, 3));
  EXPECT_FALSE(heard.error);
  ASSERT_TRUE(heard.gap) << "however short";
  EXPECT_EQ(heard.gap->from, kNoon);
  EXPECT_EQ(heard.gap->to, kNoon + 2s);
  feed.failed({});
  feed.opened();
  EXPECT_FALSE(hear(feed, commit(kNoon + 2s, 3)).error) << "the number itself is given again";
}

TEST(Feed, WhatLiesBetweenTheCursorAndTheFirstMessageIsAGap) {
  Feed feed(options({"ws://a.example"}), at(kNoon));
  feed.opened();
  hear(feed, commit(kNoon));
  hear(feed, commit(kNoon + 10s));
  feed.failed({});
  feed.opened();
  EXPECT_FALSE(hear(feed, commit(kNoon + 40s)).gap) << "a quiet moment";
  feed.failed({});
  feed.opened();
  const auto heard = hear(feed, commit(kNoon + 3h));
  ASSERT_TRUE(heard.gap);
  EXPECT_EQ(heard.gap->from, kNoon + 40s);
  EXPECT_EQ(heard.gap->to, kNoon + 3h);
  EXPECT_FALSE(heard.gap->recoverable);
  EXPECT_FALSE(hear(feed, commit(kNoon + 6h)).gap) << "only behind a cursor";
}

TEST(Feed, ASlowFeedMayBeSilentForLonger) {
  Feed feed(options({"ws://a.example"}), at(kNoon));
  feed.opened();
  for (int i = 0; i < 5; ++i) hear(feed, commit(kNoon + i * 5min));
  EXPECT_EQ(feed.patience(), 25min);
  feed.failed({});
  feed.opened();
  EXPECT_FALSE(hear(feed, commit(kNoon + 35min)).gap);
}

TEST(Feed, TheServersWordOfAnOldCursorIsAGapHoweverShort) {
  Feed feed(options({"ws://a.example"}), at(kNoon));
  feed.opened();
  hear(feed, commit(kNoon));
  feed.failed({});
  feed.opened();
  Envelope info;
  info.info = "OutdatedCursor";
  EXPECT_TRUE(hear(feed, info).record);
  EXPECT_TRUE(hear(feed, commit(kNoon + 20s)).gap);
}

TEST(Feed, ANumberThatIsTooOldIsAskedForByTime) {
  Feed feed(options({"ws://a.example"}, Dialect::v2), at(kNoon));
  feed.opened();
  hear(feed, commit(kNoon, 5));
  EXPECT_TRUE(feed.failed(refusal(400, R"({"error":"CursorTooOld","message":"floor 90"})")));
  EXPECT_THAT(feed.address({}).target, Not(HasSubstr("cursor=5&")));
  EXPECT_EQ(feed.dialect(), Dialect::v2);
  EXPECT_FALSE(feed.refused_by_all());
}

TEST(Feed, WhatFollowedANumberThatIsTooOldIsAGapHoweverShort) {
  Feed feed(options({"ws://a.example"}, Dialect::v2), at(kNoon));
  feed.opened();
  hear(feed, commit(kNoon, 5));
  feed.failed(refusal(400, R"({"error":"CursorTooOld"})"));
  feed.opened();
  EXPECT_TRUE(hear(feed, commit(kNoon + 20s, 90)).gap);
}

TEST(Feed, RemembersOfEachHostWhichDialectItKnows) {
  Feed feed(options({"ws://old.example", "ws://new.example"}), at(kNoon));
  feed.failed(refusal(404));
  EXPECT_EQ(feed.dialect(), Dialect::v1);
  feed.failed({});
  EXPECT_EQ(feed.host().host, "new.example");
  EXPECT_EQ(feed.dialect(), Dialect::v2);
  feed.failed({});
  EXPECT_EQ(feed.host().host, "old.example");
  EXPECT_EQ(feed.dialect(), Dialect::v1) << "not asked a second time";
}

TEST(Feed, ADictionaryThatIsRefusedIsNotAskedForAgain) {
  Feed feed(options({"ws://a.example", "ws://b.example"}, Dialect::v2), at(kNoon));
  EXPECT_TRUE(feed.wants_dictionary());
  EXPECT_TRUE(feed.failed(refusal(400, R"({"error":"UnknownZstdDictionary"})")));
  EXPECT_FALSE(feed.wants_dictionary());
  EXPECT_FALSE(feed.failed({}));
  EXPECT_TRUE(feed.wants_dictionary()) << "another host";
}

TEST(Feed, EveryHostMustRefuseBeforeItIsOver) {
  Feed feed(options({"ws://a.example", "ws://b.example"}, Dialect::v1), at(kNoon));
  feed.failed(refusal(403));
  EXPECT_FALSE(feed.refused_by_all());
  feed.failed(refusal(503));
  feed.failed(refusal(403));
  EXPECT_FALSE(feed.refused_by_all()) << "a server in trouble is no refusal";
  feed.failed(refusal(401));
  EXPECT_TRUE(feed.refused_by_all());
}

TEST(Feed, AnErrorOfTheServerEndsTheConnection) {
  Feed feed(options({"ws://a.example"}), at(kNoon));
  feed.opened();
  Envelope error;
  error.error = "ConsumerTooSlow";
  const auto heard = hear(feed, error);
  EXPECT_FALSE(heard.record);
  ASSERT_TRUE(heard.error);
  EXPECT_THAT(heard.error->what, HasSubstr("ConsumerTooSlow"));
}

TEST(Feed, IsCaughtUpWhenItsNewestMessageIsAsGoodAsNow) {
  Feed feed(options({"ws://a.example"}), at(kNoon));
  EXPECT_FALSE(feed.caught_up(kNoon)) << "nothing was heard";
  feed.opened();
  hear(feed, commit(kNoon));
  EXPECT_TRUE(feed.caught_up(kNoon + 9s));
  EXPECT_FALSE(feed.caught_up(kNoon + 11s));
}

TEST(Feed, AMessageFromTheFutureDoesNotMoveTheCursor) {
  Feed feed(options({"ws://a.example"}), at(kNoon));
  feed.opened();
  EXPECT_TRUE(hear(feed, commit(kNoon + 26h, 9)).record) << "the windows judge it for themselves";
  EXPECT_EQ(feed.cursor().time, kNoon);
}

TEST(Feed, TheCursorNeverMovesBack) {
  Feed feed(options({"ws://a.example"}), at(kNoon));
  feed.opened();
  hear(feed, commit(kNoon + 1h));
  hear(feed, commit(kNoon - 20h));
  EXPECT_EQ(feed.cursor().time, kNoon + 1h);
}

}  // namespace
}  // namespace outcry::ingest::bluesky
