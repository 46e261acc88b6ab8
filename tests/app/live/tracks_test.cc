#include "app/live/tracks.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

using namespace std::chrono_literals;
using ingest::SourceState;
using Steady = Track::Steady;

constexpr auto kLateness = 2min;
const Steady::time_point kNow{100h};
constexpr EventTime kMorning{std::chrono::sys_days{std::chrono::year{2026} / 3 / 8} + 8h};

ClassifiedBlock block(std::vector<EventTime> times) {
  ClassifiedBlock out;
  for (const auto time : times) out.posts.push_back({.time = time});
  return out;
}

Track track(SourceState state, std::vector<EventTime> times = {}) {
  Track out("a", kNow);
  out.set_state(state);
  const EventTime newest = times.empty() ? EventTime{} : times.back();
  out.load(block(std::move(times)), newest, "cursor", kNow);
  return out;
}

/// One that has said all it has up to a time.
Track read_up_to(SourceState state, EventTime time, Steady::duration silent = 0s) {
  Track out("a", kNow);
  out.set_state(state);
  out.load({}, time, "cursor", kNow - silent);
  out.take_cursor();
  return out;
}

std::vector<std::pair<std::size_t, std::uint32_t>> turns(std::vector<Track>& tracks) {
  std::vector<std::pair<std::size_t, std::uint32_t>> out;
  while (auto turn = next_turn(tracks, kLateness, kNow)) out.emplace_back(turn->source, turn->piece.end);
  return out;
}

TEST(Tracks, PostsOfAllSourcesComeInTheOrderOfTime) {
  std::vector tracks{track(SourceState::live, {kMorning, kMorning + 9min, kMorning + 10min}),
                     track(SourceState::replaying, {kMorning - 1h, kMorning + 1min, kMorning + 12min})};
  const std::vector<std::pair<std::size_t, std::uint32_t>> expected{{1, 1}, {0, 1}, {1, 2}, {0, 3}};
  auto heard = turns(tracks);
  heard.resize(4);
  EXPECT_EQ(heard, expected);
}

TEST(Tracks, OneThatIsBehindHoldsTheOthersUntilItHasSaidMore) {
  std::vector tracks{track(SourceState::live, {kMorning}), read_up_to(SourceState::replaying, kMorning - 3h)};
  EXPECT_FALSE(next_turn(tracks, kLateness, kNow));
  tracks[1].load(block({kMorning - 2h}), kMorning - 2h, "", kNow);
  EXPECT_EQ(next_turn(tracks, kLateness, kNow)->source, 1U);
  EXPECT_FALSE(next_turn(tracks, kLateness, kNow));
  tracks[1].set_state(SourceState::live);
  EXPECT_EQ(next_turn(tracks, kLateness, kNow)->source, 0U);
}

TEST(Tracks, WhatIsNotLateYetNeedNotWait) {
  std::vector tracks{track(SourceState::live, {kMorning, kMorning + kLateness, kMorning + kLateness + 1s}),
                     read_up_to(SourceState::backing_off, kMorning)};
  EXPECT_EQ(next_turn(tracks, kLateness, kNow)->piece.end, 2U);
  EXPECT_FALSE(next_turn(tracks, kLateness, kNow));
}

TEST(Tracks, OneThatIsAwayHoldsTheOthersForAShortTime) {
  for (const auto state : {SourceState::connecting, SourceState::replaying, SourceState::backing_off}) {
    EXPECT_TRUE(read_up_to(state, kMorning, kWaitForReturn - 1s).holds(kNow));
    EXPECT_FALSE(read_up_to(state, kMorning, kWaitForReturn).holds(kNow));
    EXPECT_TRUE(read_up_to(state, {}, kWaitForFirst - 1s).holds(kNow));
    EXPECT_FALSE(read_up_to(state, {}, kWaitForFirst).holds(kNow));
  }
  for (const auto state : {SourceState::live, SourceState::degraded, SourceState::fatal})
    EXPECT_FALSE(read_up_to(state, kMorning).holds(kNow));
  auto ended = read_up_to(SourceState::replaying, kMorning);
  ended.end();
  EXPECT_FALSE(ended.holds(kNow));
}

TEST(Tracks, ASingleSourceNeverWaits) {
  std::vector tracks{track(SourceState::replaying, {kMorning, kMorning + 9h, kMorning + 99h})};
  EXPECT_EQ(next_turn(tracks, kLateness, kNow)->piece.end, 3U);
}

TEST(Tracks, AStrayTimeDoesNotHoldASourceBack) {
  std::vector tracks{track(SourceState::live, {kMorning, kMorning + 1000h, kMorning + 1s}),
                     track(SourceState::live, {kMorning + 2s})};
  EXPECT_EQ(next_turn(tracks, kLateness, kNow)->piece.end, 3U);
  std::vector last{track(SourceState::live, {kMorning, kMorning + 1000h}), track(SourceState::live, {kMorning + 2s})};
  last[0].load(block({kMorning, kMorning + 1000h}), kMorning + 1s, "", kNow);
  EXPECT_EQ(next_turn(last, kLateness, kNow)->piece.end, 2U);
}

TEST(Tracks, TheCursorHoldsOnceAllWasRead) {
  auto one = track(SourceState::live, {kMorning, kMorning + 1min});
  EXPECT_EQ(one.take_cursor(), "");
  one.take(kMorning);
  EXPECT_EQ(one.take_cursor(), "");
  one.take(kMorning);
  EXPECT_EQ(one.take_cursor(), "cursor");
  EXPECT_EQ(one.take_cursor(), "");
  EXPECT_EQ(one.newest(), kMorning + 1min);
}

}  // namespace
}  // namespace outcry::app
