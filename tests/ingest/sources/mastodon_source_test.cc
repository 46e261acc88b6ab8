// A timeline of Mastodon beyond the contract of all sources: its ways, deletions, silence, and what instances do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heard.h"
#include "mastodon_stage.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
namespace asio = boost::asio;

constexpr int kPosts = 40;

class MastodonSource : public testing::Test {
 protected:
  SourceContext context() const {
    SourceContext out;
    out.name = "stage";
    out.client = &client_;
    out.now = [this] { return stage_.now(); };
    out.catalog = std::make_shared<const Catalog>();
    out.backoff = {.first = 2ms, .longest = 10ms, .server = 10ms, .throttled = 10ms};
    return out;
  }

  void start(std::string cursor = "") {
    source_ = stage_.source(context());
    if (cursor.empty()) cursor = source_->first_cursor(kStageStart - 1s);
    running_ = std::make_unique<Running>(io_, *source_, cursor, heard_);
  }
  void stop() {
    EXPECT_TRUE(running_->cancel());
    running_.reset();
    heard_.states.clear();
    heard_.posts.clear();
  }
  void TearDown() override { running_.reset(); }

  bool until(const std::function<bool()>& done) { return running_->until(done); }
  bool live() {
    return until([&] { return heard_.state() == SourceState::live; });
  }
  bool has_all(int n) {
    return until([&] { return heard_.has_all(n); });
  }
  std::uint64_t faults(net::Fault fault) { return heard_.counters().faults[static_cast<std::size_t>(fault)]; }
  /// Of the last time that the source backed off.
  std::string why() const {
    std::string out;
    for (const auto& status : heard_.states)
      if (status.state == SourceState::backing_off || status.state == SourceState::fatal) out = status.why;
    return out;
  }
  void stream(const std::string& word) { stage_.settings.set("stream", word); }
  void check_after(std::chrono::milliseconds silence) { stage_.settings.set("check", silence.count()); }

  net::Client client_ = std::move(*net::Client::make({}));
  asio::io_context io_{1};
  MastodonStage stage_{io_};
  MastodonStage other_{io_};  ///< for streams that live elsewhere
  Heard heard_{io_};
  std::unique_ptr<Source> source_;
  std::unique_ptr<Running> running_;
};

TEST_F(MastodonSource, HearsNewPostsOfTheStream) {
  stage_.post_until(3);
  start();
  ASSERT_TRUE(live());
  const auto pages = stage_.requests_of("/timelines/");
  stage_.post_until(kPosts);
  EXPECT_TRUE(has_all(kPosts));
  EXPECT_EQ(stage_.requests_of("/timelines/"), pages);
  EXPECT_EQ(stage_.requests_of("/api/v1/streaming/public"), 1);
}

TEST_F(MastodonSource, TakesAWebSocketWhereServerSentEventsAreUnknown) {
  for (const bool frontend : {false, true}) {
    stage_.manner.sse = false;
    stage_.manner.frontend = frontend;
    start();
    stage_.post_until(kPosts);
    EXPECT_TRUE(has_all(kPosts) && live());
    EXPECT_EQ(stage_.requests_of("/api/v1/streaming?stream=public"), frontend ? 2 : 1);
    EXPECT_FALSE(heard_.was(SourceState::backing_off)) << why();
    stop();
  }
}

TEST_F(MastodonSource, PollsWhereTheAnswerIsNeitherARefusalNorAStream) {
  stage_.settings.set("poll", std::int64_t{5});
  int posts = 0;
  for (const auto& answer : {net::answer("200 OK", "Content-Type: application/json\r\n", "{}"), net::answer("200 OK"),
                             net::answer("204 No Content"), net::answer("304 Not Modified")}) {
    SCOPED_TRACE(answer);
    stage_.manner.odd_answer = answer;
    start();
    EXPECT_TRUE(live());
    stage_.post_until(posts += 10);
    EXPECT_TRUE(has_all(posts));
    EXPECT_FALSE(heard_.was(SourceState::fatal)) << why();
    stop();
  }
}

TEST_F(MastodonSource, LosesNothingOnAWebSocketWhateverGoesWrong) {
  stream("websocket");
  start();
  int posts = 0;
  for (const Wrong wrong :
       {Wrong::cut, Wrong::reset, Wrong::garbage, Wrong::unavailable, Wrong::half, Wrong::bad_message, Wrong::huge}) {
    SCOPED_TRACE(static_cast<int>(wrong));
    ASSERT_TRUE(live());
    stage_.post_until(posts += 20);
    stage_.go_wrong(wrong);
    ASSERT_TRUE(has_all(posts));
  }
  EXPECT_TRUE(until([&] { return heard_.counters().undecodable > 0 && heard_.counters().too_long > 0; }));
  EXPECT_TRUE(heard_.gaps.empty());
}

TEST_F(MastodonSource, AsksAgainAndAgainWhereThereIsNoStream) {
  stage_.manner.sse = stage_.manner.websocket = false;
  start();
  ASSERT_TRUE(live());
  for (int posts = 20; posts <= 100; posts += 40) {
    stage_.post_until(posts);
    ASSERT_TRUE(has_all(posts));
  }
  EXPECT_TRUE(heard_.gaps.empty());
  EXPECT_FALSE(heard_.was(SourceState::backing_off)) << why();
}

TEST_F(MastodonSource, OneWayThatIsUnknownIsFatalWhenItWasAskedFor) {
  stage_.manner.sse = false;
  stream("sse");
  start();
  EXPECT_TRUE(until([&] { return running_->ended(); }));
  EXPECT_EQ(heard_.state(), SourceState::fatal);
  EXPECT_THAT(why(), HasSubstr("404"));
}

TEST_F(MastodonSource, ShowsItsTokenInAHeaderOnly) {
  for (const auto* way : {"sse", "websocket"}) {
    stage_.manner.token = "hush";
    stage_.settings.set("token", std::string("hush"));
    stream(way);
    stage_.post_until(kPosts);
    start();
    EXPECT_TRUE(has_all(kPosts) && live());
    stop();
  }
  EXPECT_EQ(stage_.requests_of("hush"), 0);
  for (const auto& stop : heard_.stops) EXPECT_THAT(stop.cursor, Not(HasSubstr("hush")));
}

TEST_F(MastodonSource, WithoutATokenItPollsAndWithABadOneItEnds) {
  stage_.manner.token = "hush";
  stage_.post_until(kPosts);
  start();
  EXPECT_TRUE(has_all(kPosts) && live());
  stop();
  stage_.settings.set("token", std::string("wrong"));
  start();
  EXPECT_TRUE(until([&] { return running_->ended(); }));
  EXPECT_EQ(heard_.state(), SourceState::fatal);
  EXPECT_THAT(why(), HasSubstr("token is not good"));
  EXPECT_THAT(why(), Not(HasSubstr("wrong")));
}

TEST_F(MastodonSource, FindsItsStreamOnAnotherHost) {
  other_.manner.token = "hush";
  stage_.manner.sse = stage_.manner.websocket = false;
  stage_.manner.streaming = "ws" + other_.address().substr(4);
  stage_.settings.set("token", std::string("hush"));
  stage_.post_until(3);
  start();
  ASSERT_TRUE(live());
  EXPECT_EQ(other_.requests_of("/api/v1/streaming/public"), 1);
  other_.post_until(kPosts);
  EXPECT_TRUE(has_all(kPosts));
}

TEST_F(MastodonSource, ADeletionIsHandedOnWithTheAddressOfThePost) {
  for (const auto* way : {"sse", "websocket"}) {
    stream(way);
    stage_.post_until(5);
    start();
    ASSERT_TRUE(live());
    heard_.removed.clear();
    stage_.tell("delete", stage_.id_of(3));
    stage_.tell("delete", "77");
    EXPECT_TRUE(until([&] { return heard_.removed.size() == 2; }));
    EXPECT_THAT(heard_.archive,
                HasSubstr(R"({"event":"delete","payload":{"id":")" + stage_.id_of(3) +
                          R"(","uri":"http://m.example/users/ann/statuses/)" + stage_.id_of(3) + "\"}}"));
    EXPECT_THAT(heard_.archive, HasSubstr(R"({"event":"delete","payload":"77"})")) << "never heard of";
    stop();
  }
}

TEST_F(MastodonSource, AnEditIsHandedOnAsOne) {
  stage_.post_until(2);
  start();
  ASSERT_TRUE(live());
  stage_.tell("status.update", stage_.status(1, R"(,"edited_at":"2026-09-21T14:00:00.000Z")"));
  EXPECT_TRUE(
      until([&] { return heard_.archive.find(R"({"event":"status.update","payload":{)") != std::string::npos; }));
  EXPECT_EQ(heard_.undecodable, 0U);
}

TEST_F(MastodonSource, WordsThatAreNoPostsArePassed) {
  stage_.post_until(2);
  start();
  ASSERT_TRUE(live());
  stage_.tell("filters_changed", "undefined");
  stage_.tell("announcement", "{}");
  stage_.tell("update", "undefined");
  stage_.post_until(kPosts);
  EXPECT_TRUE(has_all(kPosts));
  EXPECT_EQ(heard_.counters().undecodable, 1U);
  EXPECT_FALSE(heard_.was(SourceState::backing_off));
}

TEST_F(MastodonSource, AnErrorInBandEndsTheStream) {
  stage_.post_until(2);
  start();
  ASSERT_TRUE(live());
  stage_.tell("error", R"({"error":"Failed to connect to a backend"})");
  EXPECT_TRUE(until([&] { return heard_.was(SourceState::backing_off); }));
  EXPECT_THAT(why(), HasSubstr("Failed to connect"));
  EXPECT_EQ(faults(net::Fault::server), 1U);
  stage_.post_until(kPosts);
  EXPECT_TRUE(has_all(kPosts));
}

TEST_F(MastodonSource, AStreamThatIsSilentWhileTheTimelineGoesOnIsMadeAnew) {
  check_after(20ms);
  stage_.post_until(5);
  start();
  ASSERT_TRUE(live());
  stage_.fall_silent();
  stage_.post_until(20);
  EXPECT_TRUE(until([&] { return heard_.was(SourceState::backing_off); }));
  EXPECT_THAT(why(), HasSubstr("15 posts were not sent"));
  EXPECT_EQ(faults(net::Fault::server), 1U);
  EXPECT_TRUE(has_all(20) && live());
  stage_.post_until(kPosts);
  EXPECT_TRUE(has_all(kPosts));
}

TEST_F(MastodonSource, ACheckThatFailsIsMadeAgainAndNothingOfTheSilenceIsPassedOver) {
  check_after(200ms);
  stage_.settings.set("overlap", std::int64_t{0});
  stage_.manner.lagging_posts = true;
  stage_.post_until(5);
  start();
  ASSERT_TRUE(live());
  stage_.fall_silent();
  stage_.go_wrong(Wrong::unavailable);
  const auto pages = stage_.requests_of("/timelines/");
  stage_.post_until(20);
  ASSERT_TRUE(until([&] { return stage_.requests_of("/timelines/") > pages; })) << "the check that fails";
  stage_.tell("update", stage_.status(19));
  EXPECT_TRUE(has_all(20));
  EXPECT_TRUE(heard_.gaps.empty());
}

TEST_F(MastodonSource, AStreamMayLagBehindTheTimeline) {
  check_after(300ms);
  stage_.manner.lagging_posts = true;
  stage_.post_until(5);
  start();
  ASSERT_TRUE(live());
  stage_.post_until(6);
  ASSERT_TRUE(has_all(6)) << "by the check";
  const auto pages = stage_.requests_of("/timelines/");
  stage_.tell("update", stage_.status(5));
  EXPECT_TRUE(until([&] { return stage_.requests_of("/timelines/") > pages; })) << "the next check";
  EXPECT_FALSE(heard_.was(SourceState::backing_off)) << why();
}

TEST_F(MastodonSource, AQuietTimelineIsNoFault) {
  check_after(5ms);
  stage_.post_until(5);
  start();
  ASSERT_TRUE(live());
  const auto pages = stage_.requests_of("/timelines/");
  EXPECT_TRUE(until([&] { return stage_.requests_of("/timelines/") > pages + 5; }));
  EXPECT_FALSE(heard_.was(SourceState::backing_off)) << why();
}

TEST_F(MastodonSource, IdsThatSayNothingOfTheTimeAreReadFromWhereTheyBegin) {
  stage_.manner.opaque_ids = true;
  stage_.post_until(500);
  start(R"({"feed":"","time_us":)" + std::to_string(time_of_post(300).time_since_epoch().count()) + "}");
  EXPECT_TRUE(until([&] { return heard_.posts.contains(499) && heard_.state() == SourceState::live; }));
  EXPECT_TRUE(heard_.posts.contains(301));
  EXPECT_FALSE(heard_.posts.contains(290));
  EXPECT_TRUE(heard_.gaps.empty());
}

TEST_F(MastodonSource, WhatTheInstanceNoLongerHasIsAGap) {
  stage_.post_until(100);
  start();
  ASSERT_TRUE(has_all(100) && live());
  stop();
  const auto cursor = heard_.stops.back().cursor;
  stage_.post_until(5000);
  stage_.manner.oldest = 4000;
  start(cursor);
  EXPECT_TRUE(until([&] { return heard_.posts.contains(4999); }));
  ASSERT_EQ(heard_.gaps.size(), 1U);
  EXPECT_LE(heard_.gaps[0].from, time_of_post(99));
  EXPECT_EQ(heard_.gaps[0].to, time_of_post(4000));
}

TEST_F(MastodonSource, MoreThanIsReadWhenCatchingUpIsAGapAndItGoesOnLive) {
  stage_.settings.set("pages", std::int64_t{3});
  stage_.post_until(1000);
  start();
  ASSERT_TRUE(live());
  ASSERT_FALSE(heard_.gaps.empty());
  EXPECT_EQ(heard_.gaps[0].from, time_of_post(119));
  stage_.post_until(1010);
  EXPECT_TRUE(until([&] { return heard_.posts.contains(1009); }));
}

TEST_F(MastodonSource, ATimelineThatIsShownToNobodyIsDegraded) {
  stage_.manner.access = R"({"live_feeds":{"local":"disabled","remote":"disabled"}})";
  start();
  EXPECT_TRUE(until([&] { return heard_.state() == SourceState::degraded; }));
  EXPECT_THAT(heard_.states.back().why, HasSubstr("nobody"));
}

TEST_F(MastodonSource, WaitsWhenTheInstanceSaysThatItIsTooMuch) {
  stage_.manner.page_headers =
      "X-RateLimit-Limit: 300\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 2100-01-01T00:00:00Z\r\n";
  stage_.post_until(kPosts);
  start();
  ASSERT_TRUE(until([&] { return heard_.was(SourceState::replaying); }));
  int turns = 0;
  EXPECT_TRUE(until([&] { return ++turns > 20; }));
  EXPECT_EQ(stage_.requests_of("/timelines/"), 1);
}

TEST(MastodonKind, KnowsWhatDoesNotGoTogether) {
  const auto& kind = *find_kind("mastodon");
  const auto faults = [&](const std::string& timeline, std::vector<std::string> tags, const std::string& stream) {
    Settings settings(kind.settings);
    settings.set("timeline", timeline);
    settings.set("tags", std::move(tags));
    settings.set("stream", stream);
    return kind.faults(settings, Catalog()).size();
  };
  EXPECT_EQ(faults("public", {}, "auto"), 0U);
  EXPECT_EQ(faults("hashtag", {"a", "b"}, "auto"), 0U);
  EXPECT_EQ(faults("hashtag", {}, "auto"), 1U);
  EXPECT_EQ(faults("public", {"a"}, "auto"), 1U);
  EXPECT_EQ(faults("hashtag", {"a", "b", "c", "d", "e"}, "auto"), 1U);
  EXPECT_EQ(faults("hashtag", {"a", "b"}, "sse"), 1U);
  EXPECT_EQ(faults("hashtag", {"#"}, "auto"), 1U);
}

}  // namespace
}  // namespace outcry::ingest
