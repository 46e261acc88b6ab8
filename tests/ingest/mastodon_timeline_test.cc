// The rules of a Mastodon timeline: cursor, catching up, gaps; addresses and pace.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/mastodon/allowance.h"
#include "ingest/mastodon/timeline.h"
#include "ingest/mastodon/ways.h"

namespace outcry::ingest::mastodon {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 8} + 12h};
constexpr auto kLater = kNoon + 24h;
constexpr auto kPage = Timeline::Through::page;
constexpr auto kStream = Timeline::Through::stream;

StatusHead status(std::string id, EventTime time) {
  StatusHead out;
  out.id = std::move(id);
  out.uri = "https://m.example/" + out.id;
  out.created_at = time;
  return out;
}

/// As Mastodon makes its ids.
StatusHead timed(EventTime time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  return status(std::to_string(static_cast<std::uint64_t>(ms) << 16), time);
}

/// `n` statuses, a second apart, the first at `from`; ids say nothing.
std::vector<StatusHead> page(int n, EventTime from, int first_id) {
  std::vector<StatusHead> out;
  for (int i = 0; i < n; ++i) out.push_back(status("A" + std::to_string(first_id + i), from + i * 1s));
  return out;
}

TimelineCursor at(EventTime time, std::string id = "") {
  TimelineCursor out;
  out.time = time;
  out.id = std::move(id);
  if (!out.id.empty()) out.feed = "m.example public";
  return out;
}

Timeline timeline(TimelineCursor from = at(kNoon)) { return {"m.example public", 60s, std::move(from)}; }

Climb::Bounds bounds(int pages = 0) {
  Climb::Bounds out;
  out.pages = pages;
  out.patience = 60s;
  return out;
}

Climb climb(const TimelineCursor& from, Climb::Bounds bounded = bounds()) {
  Climb out;
  out.start(from, !from.id.empty(), bounded);
  return out;
}

Climb::Turn turn(Climb& climb, const std::vector<StatusHead>& page, EventTime now = kLater) {
  return climb.turned(page, page.size(), now);
}

TEST(TimelineCursor, SurvivesTheStore) {
  const auto back = TimelineCursor::from_json(at(kNoon, "01F\"Z").to_json());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->id, "01F\"Z");
  EXPECT_EQ(back->feed, "m.example public");
  EXPECT_EQ(back->time, kNoon);
  for (const auto* bad : {"", "[]", "{}", R"({"time_us":-1})", R"({"time_us":9223372036854775807})",
                          R"({"time_us":"x"})", R"({"time_us":1,"feed":2})", R"({"time_us":1,"id":{}})",
                          R"({"time_us":1,"id":"a b"})", R"({"time_us":1,"id":"a\nb"})"})
    EXPECT_FALSE(TimelineCursor::from_json(bad)) << bad;
}

TEST(Timeline, TheCursorStaysAnOverlapBehindTheNewest) {
  auto line = timeline();
  EXPECT_FALSE(line.resumes());
  line.heard(status("a", kNoon), kPage, kLater);
  line.heard(status("b", kNoon + 30s), kPage, kLater);
  EXPECT_EQ(line.cursor().id, "");
  line.heard(status("c", kNoon + 70s), kPage, kLater);
  EXPECT_EQ(line.cursor().id, "a");
  EXPECT_EQ(line.cursor().time, kNoon);
  EXPECT_TRUE(line.resumes());
  line.heard(status("d", kNoon + 90s), kPage, kLater);
  EXPECT_EQ(line.cursor().id, "b");
  EXPECT_EQ(line.newest(), kNoon + 90s);
}

TEST(Timeline, AStatusOutOfOrderMovesNothing) {
  auto line = timeline();
  line.heard(status("a", kNoon), kPage, kLater);
  line.heard(status("c", kNoon + 70s), kPage, kLater);
  EXPECT_TRUE(line.heard(status("late", kNoon - 3h), kPage, kLater));
  EXPECT_EQ(line.cursor().id, "a");
  EXPECT_EQ(line.newest(), kNoon + 70s);
}

TEST(Timeline, ATimeToComeIsNow) {
  auto line = timeline();
  line.heard(status("a", kNoon), kPage, kNoon);
  line.heard(status("b", kNoon + 500h), kPage, kNoon + 10s);
  EXPECT_EQ(line.newest(), kNoon + 10s);
  EXPECT_EQ(line.cursor().id, "");
}

TEST(Timeline, WhilePagesAreReadTheStreamMovesNothing) {
  auto line = timeline(at(kNoon, "0"));
  line.hold(true);
  EXPECT_TRUE(line.heard(status("x", kNoon + 2h), kStream, kLater));
  EXPECT_TRUE(line.heard(status("y", kNoon + 3h), kStream, kLater));
  EXPECT_EQ(line.cursor().id, "0");
  line.hold(false);
  line.heard(status("z", kNoon + 4h), kStream, kLater);
  line.heard(status("zz", kNoon + 5h), kStream, kLater);
  EXPECT_EQ(line.cursor().id, "z");
}

TEST(Timeline, IdsOfAnotherFeedMeanNothing) {
  const Timeline line("other.example public", 60s, at(kNoon, "5"));
  EXPECT_EQ(line.cursor().id, "");
  EXPECT_EQ(line.cursor().time, kNoon);
  EXPECT_TRUE(line.resumes()) << "what was posted since is still owed";
}

TEST(Timeline, EachStatusIsNewOnceAndItsUriIsKnown) {
  auto line = timeline();
  EXPECT_TRUE(line.heard(status("a", kNoon), kPage, kLater));
  EXPECT_FALSE(line.heard(status("a", kNoon), kStream, kLater));
  EXPECT_EQ(line.uri_of("a"), "https://m.example/a");
  EXPECT_EQ(line.uri_of("b"), "");
}

TEST(Timeline, ForgetsTheOldestOfVeryManyStatuses) {
  auto line = timeline();
  for (int i = 0; i < 50'001; ++i) line.heard(status(std::to_string(i), kNoon), kPage, kLater);
  EXPECT_EQ(line.uri_of("0"), "");
  EXPECT_NE(line.uri_of("1"), "");
  EXPECT_NE(line.uri_of("50000"), "");
}

TEST(Timeline, ACheckKnowsWhatTheStreamHasNotBrought) {
  auto line = timeline();
  line.heard(status("a", kNoon), kStream, kLater);
  line.heard(status("b", kNoon), kPage, kLater);
  line.begin_check();
  line.heard(status("a", kNoon), kPage, kLater);
  line.heard(status("b", kNoon), kPage, kLater);
  EXPECT_EQ(line.unheard(), 0U);
  line.heard(status("c", kNoon), kPage, kLater);
  line.heard(status("d", kNoon), kPage, kLater);
  EXPECT_EQ(line.unheard(), 2U);
  line.heard(status("c", kNoon), kStream, kLater);
  EXPECT_EQ(line.unheard(), 1U) << "it lags behind, but it comes";
  line.begin_check();
  EXPECT_EQ(line.unheard(), 0U);
}

TEST(Climb, AnIdIsMadeOfATimeWhereIdsHoldIt) {
  auto up = climb(at(kNoon));
  EXPECT_EQ(up.query(), "limit=40");
  EXPECT_FALSE(up.delivers());
  turn(up, {timed(kNoon + 3h)});
  EXPECT_EQ(up.query(), "limit=40&min_id=" + timed(kNoon).id);
  EXPECT_TRUE(up.delivers());
}

TEST(Climb, ElsewhereThePlaceIsLookedForFromAbove) {
  auto up = climb(at(kNoon));
  turn(up, page(40, kNoon + 100s, 200));
  EXPECT_EQ(up.query(), "limit=40&max_id=A200");
  turn(up, page(40, kNoon + 60s, 160));
  EXPECT_EQ(up.query(), "limit=40&max_id=A160");
  turn(up, page(40, kNoon - 10s, 100));
  EXPECT_EQ(up.query(), "limit=40&min_id=A110") << "the newest that is not later than the cursor";
}

TEST(Climb, ANumberThatHoldsNoTimeIsAnIdLikeOthers) {
  auto up = climb(at(kNoon));
  turn(up, {status("7", kNoon + 1h)});
  EXPECT_EQ(up.query(), "limit=40&max_id=7");
}

TEST(Climb, AYoungInstanceIsReadFromItsFirstPost) {
  auto up = climb(at(kNoon));
  turn(up, page(3, kNoon + 100s, 1));
  EXPECT_FALSE(turn(up, {}).gap);
  EXPECT_EQ(up.query(), "limit=40&min_id=0");
}

TEST(Climb, WhereNothingWasPostedThereIsNothingToRead) {
  auto up = climb(at(kNoon));
  EXPECT_FALSE(turn(up, {}).gap);
  EXPECT_EQ(up.query(), std::nullopt);
}

TEST(Climb, ASearchThatEndsNowhereIsAGap) {
  auto up = climb(at(kNoon));
  std::optional<Gap> gap;
  int pages = 0;
  for (; up.query() && !up.delivers(); ++pages)
    gap = turn(up, page(40, kNoon + 100h - pages * 40s, 9000 - pages * 40)).gap;
  EXPECT_EQ(pages, 100);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, kNoon);
  EXPECT_EQ(gap->to, kNoon + 100h - 99 * 40s);
  EXPECT_TRUE(up.delivers()) << "what can be had is read";
}

TEST(Climb, GoesUpPageByPageUntilOneIsEmpty) {
  auto up = climb(at(kNoon, "A0"));
  EXPECT_EQ(up.query(), "limit=40&min_id=A0");
  turn(up, page(40, kNoon, 1));
  EXPECT_EQ(up.query(), "limit=40&min_id=A40");
  turn(up, page(40, kNoon + 40s, 41));
  EXPECT_EQ(up.query(), "limit=40&min_id=A80");
  turn(up, {});
  EXPECT_EQ(up.query(), std::nullopt);
}

TEST(Climb, APageFarFromFullIsTheLast) {
  auto up = climb(at(kNoon, "A0"));
  turn(up, page(20, kNoon, 1));
  EXPECT_TRUE(up.query()) << "perhaps the server gives no more at a time";
  turn(up, page(9, kNoon + 20s, 21));
  EXPECT_EQ(up.query(), std::nullopt);
}

TEST(Climb, AServerThatGivesTheSamePageForEverIsLeftAlone) {
  auto up = climb(at(kNoon, "A0"));
  turn(up, page(40, kNoon, 1));
  turn(up, page(40, kNoon, 1));
  EXPECT_EQ(up.query(), std::nullopt);
}

TEST(Climb, MorePagesThanAreReadAreAGap) {
  auto up = climb(at(kNoon, "A0"), bounds(2));
  EXPECT_FALSE(turn(up, page(40, kNoon, 1)).gap);
  const auto gap = turn(up, page(40, kNoon + 40s, 41)).gap;
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, kNoon + 79s);
  EXPECT_EQ(gap->to, kLater);
  EXPECT_EQ(up.query(), std::nullopt);
}

TEST(Climb, AQuietTimeBehindTheCursorIsNoGapWhereSomethingOlderIsKept) {
  auto up = climb(at(kNoon, "A0"));
  EXPECT_FALSE(turn(up, page(40, kNoon + 8h, 1)).gap);
  EXPECT_EQ(up.query(), "limit=1&max_id=A1");
  EXPECT_FALSE(up.delivers());
  EXPECT_FALSE(turn(up, page(1, kNoon, 0)).gap);
  EXPECT_EQ(up.query(), "limit=40&min_id=A40");
}

TEST(Climb, WhatTheServerNoLongerHasIsAGap) {
  auto up = climb(at(kNoon, "A0"));
  turn(up, page(40, kNoon + 8h, 1));
  const auto gap = turn(up, {}).gap;
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, kNoon);
  EXPECT_EQ(gap->to, kNoon + 8h);
  EXPECT_EQ(up.query(), "limit=40&min_id=A40");
}

TEST(Climb, AFirstStartAsksForNoExplanation) {
  auto up = climb(at(kNoon));
  turn(up, {timed(kNoon + 3h)});
  EXPECT_FALSE(turn(up, page(40, kNoon + 8h, 1)).gap);
  EXPECT_EQ(up.query(), "limit=40&min_id=A40");
}

/// A fetch that gave nothing readable, and the attempt after it.
void fail(Climb& climb, const TimelineCursor& from) {
  climb.unreadable();
  climb.start(from, true, bounds());
}

TEST(Climb, AnAnswerThatCannotBeReadIsAskedForInSmallerPieces) {
  const auto from = at(kNoon, "A0");
  auto up = climb(from);
  fail(up, from);
  EXPECT_EQ(up.query(), "limit=10&min_id=A0");
  fail(up, from);
  EXPECT_EQ(up.query(), "limit=1&min_id=A0");
  turn(up, page(1, kNoon + 1s, 1));
  EXPECT_EQ(up.query(), "limit=40&min_id=A1");
}

TEST(Climb, AServerOutOfOrderIsWaitedForAndNothingIsPassedOver) {
  const auto from = at(kNoon, "A0");
  auto up = climb(from);
  for (int i = 0; i < 20; ++i) fail(up, from);
  EXPECT_EQ(up.query(), "limit=1");
  EXPECT_FALSE(turn(up, page(1, kNoon + 1h, 99)).jump);
  EXPECT_EQ(up.query(), "limit=1&min_id=A0");
  turn(up, page(1, kNoon + 1s, 1));
  EXPECT_EQ(up.query(), "limit=40&min_id=A1");
}

TEST(Climb, WhatCannotBeReadEverIsPassedOverWithAGap) {
  const auto from = at(kNoon, "A0");
  auto up = climb(from);
  for (int i = 0; i < 3; ++i) fail(up, from);
  turn(up, page(1, kNoon + 1h, 99));
  fail(up, from);
  EXPECT_EQ(up.query(), "limit=1");
  const auto turned = turn(up, page(1, kNoon + 1h, 99));
  ASSERT_TRUE(turned.jump);
  EXPECT_EQ(turned.jump->id, "A99");
  ASSERT_TRUE(turned.gap);
  EXPECT_EQ(turned.gap->from, kNoon);
  EXPECT_EQ(turned.gap->to, kNoon + 1h);
  EXPECT_EQ(up.query(), "limit=40&min_id=A99");
}

TEST(Climb, AWholePageOfDamagedStatusesIsPassedOverAndAFewAreTheEnd) {
  auto up = climb(at(kNoon, "A0"));
  up.turned({}, 40, kLater);
  EXPECT_EQ(up.query(), "limit=40");
  EXPECT_TRUE(turn(up, page(40, kNoon + 1h, 60)).jump);
  auto other = climb(at(kNoon, "A0"));
  other.turned({}, 3, kLater);
  EXPECT_EQ(other.query(), std::nullopt);
}

Feed feed(Scope scope, std::vector<std::string> tags = {}, const std::string& server = "https://m.example") {
  Feed out;
  out.server = net::parse_url(server).value();
  out.scope = scope;
  out.tags = std::move(tags);
  return out;
}

TEST(Ways, EachTimelineHasItsAddresses) {
  const auto pages = [](const Feed& feed) { return Ways(feed, {Way::poll}).page("limit=40").target; };
  const auto events = [](const Feed& feed) { return Ways(feed, {Way::sse}).stream().shown(); };
  const auto socket = [](const Feed& feed) { return Ways(feed, {Way::websocket}).stream(); };
  EXPECT_EQ(pages(feed(Scope::everything)), "/api/v1/timelines/public?limit=40");
  EXPECT_EQ(pages(feed(Scope::local)), "/api/v1/timelines/public?local=true&limit=40");
  EXPECT_EQ(pages(feed(Scope::remote)), "/api/v1/timelines/public?remote=true&limit=40");
  EXPECT_EQ(pages(feed(Scope::hashtag, {"a b", "c"})), "/api/v1/timelines/tag/a%20b?any%5B%5D=c&limit=40");
  EXPECT_EQ(events(feed(Scope::everything)), "https://m.example/api/v1/streaming/public");
  EXPECT_EQ(events(feed(Scope::local)), "https://m.example/api/v1/streaming/public/local");
  EXPECT_EQ(events(feed(Scope::remote)), "https://m.example/api/v1/streaming/public/remote");
  EXPECT_EQ(Ways(feed(Scope::hashtag, {"a"}), {Way::sse}).stream().target, "/api/v1/streaming/hashtag?tag=a");
  EXPECT_TRUE(socket(feed(Scope::local)).websocket);
  EXPECT_EQ(socket(feed(Scope::local)).target, "/api/v1/streaming?stream=public:local");
  EXPECT_EQ(socket(feed(Scope::hashtag, {"a", "b"})).target, "/api/v1/streaming?stream=hashtag&tag=a");
  EXPECT_THAT(Ways(feed(Scope::hashtag, {"a", "b"}), {Way::websocket}).subscriptions(),
              ElementsAre(R"({"stream":"hashtag","tag":"b","type":"subscribe"})"));
}

TEST(Ways, AnInstanceMayLiveInAFolder) {
  const Ways ways(feed(Scope::everything, {}, "http://m.example:3000/social/"), {Way::sse});
  EXPECT_EQ(ways.page("limit=1").target, "/social/api/v1/timelines/public?limit=1");
  EXPECT_EQ(ways.instance(false).target, "/social/api/v2/instance");
  EXPECT_EQ(ways.instance(true).target, "/social/api/v1/instance");
}

TEST(Ways, StreamsAreWhereTheInstanceSaysUnlessThatIsLessSafe) {
  Ways ways(feed(Scope::everything), {Way::sse});
  ways.learn("wss://streaming.m.example");
  EXPECT_EQ(ways.stream().shown(), "https://streaming.m.example/api/v1/streaming/public");
  ways.learn("ws://streaming.m.example");
  EXPECT_EQ(ways.stream().host, "m.example");
  ways.learn("no address");
  EXPECT_EQ(ways.stream().host, "m.example");
}

TEST(Ways, AreTriedInOrderAndOneWordIsOneWay) {
  const auto plain = feed(Scope::everything);
  Ways ways(plain, ways_named("auto", plain));
  EXPECT_EQ(ways.way(), Way::sse);
  EXPECT_TRUE(ways.next());
  EXPECT_EQ(ways.way(), Way::websocket);
  EXPECT_TRUE(ways.next());
  EXPECT_EQ(ways.way(), Way::poll);
  EXPECT_FALSE(ways.next());
  EXPECT_THAT(ways_named("sse", plain), ElementsAre(Way::sse));
  EXPECT_THAT(ways_named("websocket", plain), ElementsAre(Way::websocket));
  EXPECT_THAT(ways_named("poll", plain), ElementsAre(Way::poll));
  EXPECT_THAT(ways_named("auto", feed(Scope::hashtag, {"a", "b"})), ElementsAre(Way::websocket, Way::poll));
}

TEST(Feed, IsNamedByServerAndTimeline) {
  EXPECT_EQ(feed(Scope::local).name(), "m.example local");
  EXPECT_EQ(feed(Scope::hashtag, {"a", "b"}).name(), "m.example hashtag a b");
}

net::HttpAnswer answer(const std::string& limit, const std::string& left, const std::string& reset) {
  net::HttpAnswer out;
  out.headers = {{"X-RateLimit-Limit", limit}, {"X-RateLimit-Remaining", left}, {"X-RateLimit-Reset", reset}};
  return out;
}

TEST(Allowance, IsSpreadOverItsTimeOnceAThirdIsUsed) {
  Allowance allowance(1s);
  EXPECT_EQ(allowance.wait(), 0ms) << "the first goes at once";
  allowance.note(net::HttpAnswer(), kNoon);
  EXPECT_EQ(allowance.wait(), 1s) << "nothing was said";
  allowance.note(answer("300", "250", "2026-03-08T12:04:59.000000Z"), kNoon);
  EXPECT_EQ(allowance.wait(), 0ms);
  allowance.note(answer("300", "100", "2026-03-08T12:04:59.000000Z"), kNoon);
  EXPECT_EQ(allowance.wait(), 3s);
  allowance.note(answer("300", "0", "2026-03-08T12:04:59Z"), kNoon);
  EXPECT_EQ(allowance.wait(), 300s);
  allowance.note(answer("300", "0", "2026-03-08T23:00:00Z"), kNoon);
  EXPECT_EQ(allowance.wait(), 15min) << "a server's mistake";
  allowance.note(answer("300", "-1", "soon"), kNoon);
  EXPECT_EQ(allowance.wait(), 1s);
}

}  // namespace
}  // namespace outcry::ingest::mastodon
