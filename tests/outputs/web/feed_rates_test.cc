// Rates of feeds out of a store: of now, of a day, and what is usual for them.
#include "outputs/web/feed_rates.h"

#include <gtest/gtest.h>

#include "outputs/store.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

const EventTime kBegin = at("2026-11-01T00:00:00Z");

class FeedRatesOfAStore : public Scratch {
 protected:
  /// Windows up to `until`, and the posts that are given as of ten minutes each, from kBegin on.
  FeedRates rates(EventTime until, const std::vector<std::uint64_t>& posts, std::vector<FeedGap> gaps = {},
                  const std::string& state = "live", std::chrono::seconds window = 60s) const {
    Commit commit{.gaps = std::move(gaps), .position = "0 []", .snapshot = "s"};
    commit.windows = {{.window = {kBegin, kBegin + window}, .posts = 1},
                      {.window = {until - window, until}, .posts = 1}};
    for (std::size_t i = 0; i < posts.size(); ++i)
      if (posts[i] > 0) commit.feeds.push_back({"a", kBegin + static_cast<int>(i) * 10min, posts[i]});
    {
      auto store = Store::open(path("a.db"), Store::Access::read_write, example_run(), example_catalog());
      EXPECT_TRUE(store.value().commit(commit));
    }
    const auto history = History::open(path("a.db"));
    FeedRates out;
    out.read(*history, *history->head(), {.now = until, .feeds = {{.name = "a", .state = state}}});
    std::filesystem::remove(path("a.db"));
    return out;
  }

  /// Of each day the same: 100 posts in ten minutes by night, 300 from noon on.
  static std::vector<std::uint64_t> days(std::size_t n) {
    std::vector<std::uint64_t> out;
    for (std::size_t i = 0; i < n * 144; ++i) out.push_back(i % 144 < 72 ? 100 : 300);
    return out;
  }
};

TEST_F(FeedRatesOfAStore, TheRateIsOfTheLastMinutesThatHaveClosed) {
  EXPECT_NEAR(rates(kBegin + 30min, {100, 200, 50}).per_minute("a").value(), 5, 1e-9);
  EXPECT_NEAR(rates(kBegin + 26min, {100, 200, 30}).per_minute("a").value(), 5, 1e-9);
  EXPECT_NEAR(rates(kBegin + 22min, {100, 200, 40}).per_minute("a").value(), 20, 1e-9) << "with the step before";
  EXPECT_EQ(rates(kBegin + 60min, {100, 200, 30}).per_minute("a"), 0) << "it is live and says nothing";
  EXPECT_FALSE(rates(kBegin + 60min, {100}).per_minute("b"));
  EXPECT_FALSE(FeedRates().per_minute("a"));
}

/// A first start reads a day back in seconds.
TEST_F(FeedRatesOfAStore, WhatIsReadBackIsNoRateOfNow) {
  const auto all = rates(kBegin + 24h, days(1), {}, "replaying");
  EXPECT_NEAR(all.per_minute("a").value(), 30, 1e-9);
  const Json lane = all.lane("a", kBegin + 24h);
  ASSERT_EQ(lane["observed"].size(), 144U);
  EXPECT_EQ(lane["begin"], "2026-11-01T00:00:00Z");
  EXPECT_EQ(lane["until"], "2026-11-02T00:00:00Z");
  EXPECT_EQ(lane["observed"][0], 10);
  EXPECT_EQ(lane["observed"][143], 30);
  EXPECT_EQ(lane["heard"][0], 1);
  EXPECT_TRUE(lane["expected"][143].is_null()) << "no day was heard before it";
}

TEST_F(FeedRatesOfAStore, UsualIsTheMedianOfTheSameTimeOfDay) {
  auto posts = days(4);
  for (std::size_t i = 144; i < 288; ++i) posts[i] = 0;      // a day of death
  for (std::size_t i = 288; i < 432; ++i) posts[i] *= 1000;  // a flood
  const Json lane = rates(kBegin + 96h, posts).lane("a", kBegin + 96h);
  EXPECT_EQ(lane["expected"][30], 10);
  EXPECT_EQ(lane["expected"][120], 30);
  EXPECT_TRUE(lane["high"][30].is_null());
  posts.resize(93 * 6);
  EXPECT_NEAR(rates(kBegin + 93h, posts).usual_per_minute("a").value(), 30, 1e-9);
}

TEST_F(FeedRatesOfAStore, NothingIsUsualBeforeADayWasHeard) {
  EXPECT_FALSE(rates(kBegin + 24h, days(1)).usual_per_minute("a"));
  auto posts = days(1);
  posts.resize(145, 100);
  EXPECT_NEAR(rates(kBegin + 24h + 10min, posts).usual_per_minute("a").value(), 10, 1e-9);
  const FeedGap hour{"a", kBegin + 5h, kBegin + 6h, "away", false};
  EXPECT_FALSE(rates(kBegin + 24h + 10min, posts, {hour}).usual_per_minute("a"));
}

TEST_F(FeedRatesOfAStore, WhatWasNotHeardIsNeitherARateNorUsual) {
  auto posts = days(3);
  for (std::size_t i = 200; i < 260; ++i) posts[i] = 0;
  const FeedGap away{"a", kBegin + 200 * 10min, kBegin + 260 * 10min, "away", false};
  const FeedGap half{"a", kBegin + 350 * 10min, kBegin + 350 * 10min + 4min, "away", false};
  const auto all = rates(kBegin + 72h, posts, {away, half});
  const Json lane = all.lane("a", kBegin + 72h);
  EXPECT_EQ(lane["expected"][100], 30) << "of the first day alone";
  EXPECT_EQ(lane["heard"][350 - 288], 0.6);
  EXPECT_NEAR(lane["observed"][350 - 288].get<double>(), 100.0 / 6, 1e-3);
  const Json before = rates(kBegin + 48h, std::vector(posts.begin(), posts.begin() + 288), {away}).lane("a", kBegin);
  EXPECT_TRUE(before["observed"][80].is_null());
  EXPECT_EQ(before["heard"][80], 0);
}

TEST_F(FeedRatesOfAStore, OfAFeedThatIsCutNothingIsKnownSince) {
  for (const auto* state : {"backing_off", "degraded", "fatal"}) {
    const auto all = rates(kBegin + 60min, {100, 200, 30}, {}, state);
    EXPECT_FALSE(all.per_minute("a")) << state;
    const Json lane = all.lane("a", kBegin + 60min);
    EXPECT_TRUE(lane["observed"].back().is_null());
    EXPECT_EQ(lane["heard"].back(), 0);
    EXPECT_EQ(lane["heard"][140], 1) << "the last in which it said something";
  }
}

TEST_F(FeedRatesOfAStore, StepsAreNoShorterThanAWindow) {
  std::vector<std::uint64_t> posts;
  for (std::size_t i = 0; i < 288; ++i) posts.push_back(i % 6 == 0 ? 600 : 0);
  const auto all = rates(kBegin + 48h, posts, {}, "live", 1h);
  const Json lane = all.lane("a", kBegin + 48h);
  EXPECT_EQ(lane["step_seconds"], 3600);
  ASSERT_EQ(lane["observed"].size(), 24U);
  EXPECT_EQ(lane["observed"][3], 10);
  EXPECT_EQ(all.usual_per_minute("a"), 10);
}

TEST_F(FeedRatesOfAStore, ALaneHasNothingOfWhoWasNeverHeard) {
  const Json lane = rates(kBegin + 25min, {100, 200, 50}).lane("nobody", kBegin);
  EXPECT_TRUE(lane["observed"].back().is_null());
  EXPECT_EQ(lane["heard"].back(), 0);
  const Json empty = FeedRates().lane("a", kBegin + 25min);
  EXPECT_EQ(empty["observed"].size(), 144U);
  EXPECT_EQ(empty["until"], "2026-11-01T00:25:00Z");
}

}  // namespace
}  // namespace outcry::outputs::web
