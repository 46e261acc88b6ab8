#include "detect/windower.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using namespace std::chrono_literals;
using Heard = Windower::Heard;
using testing::at;
using testing::report;

Windower windower(WindowerOptions options = {}) { return Windower(options, testing::small_catalog()); }

/// A feed that has begun: eight posts a second apart.
void begin(Windower& windower, EventTime from = at(0s)) {
  for (int i = 0; i < 8; ++i) windower.heard(from + std::chrono::seconds(i), static_cast<std::uint64_t>(900'000 + i));
}

std::vector<WindowCounts> everything(Windower& windower) {
  auto out = windower.closed();
  for (auto& window : windower.finish()) out.push_back(std::move(window));
  return out;
}

TEST(Windower, ClosesAWindowOnlyWhenTheWatermarkHasPassedIt) {
  auto w = windower();
  begin(w);
  w.heard(at(170s), 1);
  EXPECT_TRUE(w.closed().empty());
  w.heard(at(180s), 2);
  const auto closed = w.closed();
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].window, (Window{at(0s), at(60s)}));
  EXPECT_EQ(closed[0].posts, 8U);
}

TEST(Windower, DeliversEmptyWindowsBetweenPosts) {
  auto w = windower();
  begin(w);
  w.heard(at(600s), 1);
  const auto all = everything(w);
  ASSERT_EQ(all.size(), 11U);
  for (std::size_t i = 1; i < 10; ++i) EXPECT_EQ(all[i].posts, 0U);
  EXPECT_EQ(all[10].posts, 1U);
}

TEST(Windower, CountsTheSameIdentityOnce) {
  auto w = windower();
  begin(w);
  EXPECT_EQ(w.heard(at(20s), 7), Heard::in_time);
  EXPECT_EQ(w.heard(at(20s), 7), Heard::duplicate);
  EXPECT_EQ(w.stats().duplicates, 1U);
}

TEST(Windower, CountsThePostsOfEachFeedOnceThoughAnotherBringsThemToo) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> said{{1, 0}, {1, 2}, {1, 2}, {2, 2}, {0, 2}, {0, 2}, {3, 0}};
  for (int order = 0; order < 2; ++order) {
    Windower w({}, testing::small_catalog(), 3);
    for (std::uint32_t i = 0; i < 8; ++i) w.heard(at(std::chrono::seconds(i)), 900'000 + i, i % 2);
    for (const auto& [identity, feed] : said) w.heard(at(20s), identity, feed);
    w.heard(at(400s), 4, 1);
    const auto all = everything(w);
    EXPECT_EQ(all[0].feeds, (std::vector<FeedCount>{{0, 6}, {1, 4}, {2, 4}}));
    EXPECT_EQ(all[0].posts, 13U);
    EXPECT_TRUE(all[1].feeds.empty());
    EXPECT_EQ(all[6].feeds, (std::vector<FeedCount>{{1, 1}}));
    std::ranges::reverse(said);
  }
}

TEST(Windower, OfOneFeedAllPostsAreItsOwn) {
  auto w = windower();
  begin(w);
  w.heard(at(20s), 900'000);
  EXPECT_EQ(everything(w)[0].feeds, (std::vector<FeedCount>{{0, 8}}));
}

TEST(Windower, NeverTakesAPostWithoutIdentityForADuplicate) {
  auto w = windower();
  begin(w);
  EXPECT_EQ(w.heard(at(20s), 0), Heard::in_time);
  EXPECT_EQ(w.heard(at(20s), 0), Heard::in_time);
}

TEST(Windower, CountsALatePostAndLeavesItOut) {
  auto w = windower();
  begin(w);
  w.heard(at(400s), 1);
  EXPECT_EQ(w.heard(at(30s), 2), Heard::late);
  w.add(report(at(30s), 1));
  EXPECT_EQ(w.stats().late, 1U);
  const auto all = everything(w);
  EXPECT_TRUE(all[0].services.empty());
}

TEST(Windower, LeavesOutAPostOfTheYear2031) {
  auto w = windower();
  begin(w);
  EXPECT_EQ(w.heard(at(24h * 365 * 5), 1), Heard::ahead);
  w.add(report(at(24h * 365 * 5), 1));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(w.heard(at(10s), static_cast<std::uint64_t>(10 + i)), Heard::in_time);
  EXPECT_EQ(w.stats().ahead, 1U);
  EXPECT_EQ(everything(w).size(), 1U);
}

TEST(Windower, WhatMayBeLateByDaysMayBeEarlyByDays) {
  auto w = windower({.lateness = 72h});
  begin(w);
  EXPECT_EQ(w.heard(at(48h), 1), Heard::in_time);
  EXPECT_EQ(w.heard(at(10s), 2), Heard::in_time);
  EXPECT_EQ(w.stats().ahead, 0U);
}

TEST(Windower, BelievesAGapThatTheNextPostsConfirm) {
  auto w = windower();
  begin(w);
  EXPECT_EQ(w.heard(at(48h), 1), Heard::ahead);
  w.add(report(at(48h), 1));
  EXPECT_TRUE(w.holding());
  for (int i = 1; i <= 4; ++i) w.heard(at(48h + std::chrono::seconds(i)), static_cast<std::uint64_t>(10 + i));
  EXPECT_FALSE(w.holding());
  EXPECT_EQ(w.stats().ahead, 0U);
  const auto all = everything(w);
  ASSERT_EQ(all.back().window.begin, at(48h));
  EXPECT_EQ(all.back().posts, 5U);
  ASSERT_EQ(all.back().services.size(), 1U);
  EXPECT_EQ(all.back().services[0].reporters, 1U);
  EXPECT_EQ(all.size(), 48U * 60 + 1);
}

TEST(Windower, ReadsAnArchiveOfFourPostsADayWhole) {
  auto w = windower();
  std::uint64_t posts = 0;
  for (int i = 0; i < 40; ++i) {
    w.heard(at(std::chrono::hours(6 * i)), static_cast<std::uint64_t>(i + 1));
    for (const auto& window : w.closed()) posts += window.posts;
  }
  for (const auto& window : w.finish()) posts += window.posts;
  EXPECT_EQ(posts, 40U);
  EXPECT_EQ(w.stats().ahead, 0U);
}

TEST(Windower, GivesUpAFirstPostOf1970) {
  auto w = windower();
  w.heard(EventTime{}, 1);
  for (int i = 0; i < 6; ++i) w.heard(at(std::chrono::seconds(i)), static_cast<std::uint64_t>(i + 2));
  const auto all = everything(w);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].posts, 6U);
}

TEST(Windower, SurvivesTimesThatNoCalendarHolds) {
  auto w = windower();
  begin(w);
  EXPECT_EQ(w.heard(EventTime::max(), 1), Heard::ahead);
  EXPECT_EQ(w.heard(EventTime::min(), 2), Heard::late);
  EXPECT_EQ(everything(w).size(), 1U);
}

TEST(Windower, HoldsTheSameWhateverTheOrderWithinTheLateness) {
  std::vector<Mention> mentions;
  for (int i = 0; i < 40; ++i)
    mentions.push_back(report(at(std::chrono::seconds(3 * i)), static_cast<std::uint64_t>(i % 9 + 1)));
  std::vector<std::vector<WindowCounts>> runs;
  std::mt19937 engine(5);
  for (int run = 0; run < 3; ++run) {
    auto w = windower();
    begin(w);
    for (const Mention& mention : mentions)
      if (w.heard(mention.time, mention.identity) == Heard::in_time) w.add(mention);
    runs.push_back(everything(w));
    std::ranges::shuffle(mentions, engine);
  }
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_EQ(runs[0], runs[2]);
}

TEST(Windower, HoldsWhatStoodAtTheEndOfTheWindowWhateverTheOrder) {
  const Mention stays = report(at(20s), 1);
  const Mention goes = report(at(21s), 2);
  const Mention late_regret = report(at(22s), 3);
  for (const bool removals_first : {false, true}) {
    auto w = windower();
    begin(w);
    const auto take_back = [&] {
      w.changed(PostOp::remove, at(40s), goes.identity);
      w.changed(PostOp::remove, at(70s), late_regret.identity);
    };
    if (removals_first) take_back();
    for (const Mention& mention : {stays, goes, late_regret}) {
      w.heard(mention.time, mention.identity);
      w.add(mention);
    }
    if (!removals_first) take_back();
    w.heard(at(80s), 77);
    const auto all = everything(w);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].services.at(0).reporters, 2U);
    EXPECT_EQ(all[1].withdrawn, std::vector<std::uint64_t>{late_regret.identity});
    EXPECT_EQ(w.stats().removed, 1U);
  }
}

TEST(Windower, AChangeBehindTheWatermarkComesTooLateWhetherTheWindowIsClosedOrNot) {
  for (const bool closed_before : {false, true}) {
    auto w = windower();
    begin(w);
    const Mention said = report(at(20s), 1);
    w.heard(said.time, said.identity);
    w.add(said);
    w.heard(at(300s), 77);
    std::vector<WindowCounts> all;
    if (closed_before) all = w.closed();
    w.changed(PostOp::remove, at(40s), said.identity);
    for (auto& window : everything(w)) all.push_back(std::move(window));
    EXPECT_EQ(all.at(0).services.at(0).reporters, 1U);
    EXPECT_EQ(all.at(3).withdrawn, std::vector<std::uint64_t>{said.identity});
  }
}

TEST(Windower, CountsAnEditedPostInItsNewWords) {
  auto w = windower();
  begin(w);
  const Mention said = report(at(20s), 1);
  w.heard(said.time, said.identity);
  w.add(said);
  w.changed(PostOp::update, at(30s), said.identity);
  Mention edited = said;
  edited.verdict.intent = Intent::recovery;
  w.add(edited);
  const auto all = everything(w);
  EXPECT_EQ(all.at(0).services.at(0).reporters, 0U);
  EXPECT_EQ(all[0].services[0].intents[static_cast<std::size_t>(Intent::recovery)], 1U);
  EXPECT_EQ(w.stats().edited, 1U);
}

TEST(Windower, ARemovalWithoutATimeOrFarAheadHappenedNow) {
  for (const std::optional<EventTime> time : {std::optional<EventTime>{}, std::optional(at(24h * 365))}) {
    auto w = windower();
    begin(w);
    const Mention said = report(at(20s), 1);
    w.heard(said.time, said.identity);
    w.add(said);
    w.changed(PostOp::remove, time, said.identity);
    const auto all = everything(w);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_TRUE(all[0].services.empty());
  }
}

TEST(Windower, GoesOnAfterAStopWithTheSameWindows) {
  auto whole = windower();
  auto resumed = windower();
  std::vector<WindowCounts> expected;
  std::vector<WindowCounts> got;
  resumed.resume(at(1'200s));
  for (int i = 0; i < 400; ++i) {
    const EventTime time = at(std::chrono::seconds(10 * i));
    const Mention mention = report(time, static_cast<std::uint64_t>(i % 7 + 1));
    for (Windower* w : {&whole, &resumed}) {
      if (w == &resumed && time <= at(1'200s)) continue;
      if (w->heard(time, mention.identity) != Heard::late) w->add(mention);
      if (i % 5 == 0) w->changed(PostOp::remove, time + 90s, mention.identity);
      if (i % 6 == 0) w->changed(PostOp::remove, time + 1s, mention.identity);
      auto& out = w == &whole ? expected : got;
      for (auto& window : w->closed())
        if (window.window.begin >= at(1'920s)) out.push_back(std::move(window));
    }
  }
  EXPECT_FALSE(expected.empty());
  EXPECT_EQ(expected, got);
}

/// A repeat of an author is no copy; whoever goes on from too near takes it for a first post and counts it as one.
TEST(Windower, GoesOnWithTheSameCopiesAfterAStop) {
  const WindowerOptions options;
  struct Posted {
    EventTime time;
    std::uint64_t author;
  };
  const std::string text = "tell everybody that netflix is down again for each and every one of us";
  const std::vector<Posted> posts{
      {at(20min), 1}, {at(25min), 1}, {at(84min), 2}, {at(84min + 30s), 3}, {at(84min + 40s), 4}};
  const auto reporters = [&](EventTime from) {
    auto w = windower(options);
    if (from == at(0s)) {
      begin(w);
    } else {
      w.resume(from);
    }
    for (std::uint64_t i = 0; i < posts.size(); ++i) {
      if (posts[i].time < from) continue;
      w.heard(posts[i].time, i + 1);
      w.add(report(posts[i].time, posts[i].author, text));
    }
    std::uint32_t out = 0;
    for (const auto& window : everything(w)) {
      if (window.window.begin < at(84min)) continue;
      for (const auto& counts : window.services) out += counts.reporters;
    }
    return out;
  };
  EXPECT_EQ(reporters(at(0s)), 2U);
  EXPECT_EQ(reporters(at(84min) - options.memory() - options.window), 2U);
}

}  // namespace
}  // namespace outcry::detect
