#include "ingest/silence.h"

#include <gtest/gtest.h>

#include <random>

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;

constexpr EventTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 8}};

TEST(Silence, IsFiveTimesTheLongestSoFarWithinBounds) {
  Silence silence;
  EXPECT_EQ(silence.patience(), 60s);
  silence.heard(kStart);
  silence.heard(kStart + 20s);
  EXPECT_EQ(silence.patience(), 100s);
  silence.heard(kStart + 10s);
  silence.heard(kStart + 21s);
  EXPECT_EQ(silence.patience(), 100s);
  silence.heard(kStart + 3h);
  EXPECT_EQ(silence.patience(), 1h);
}

TEST(Silence, WhatWasMissedIsNone) {
  Silence silence;
  silence.heard(kStart);
  silence.interrupted();
  silence.heard(kStart + 3h);
  EXPECT_EQ(silence.patience(), 60s);
}

/// T18: thirty days of a feed with one post in five minutes at night.
TEST(Silence, QuietNightsAreNoDeadFeed) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    Silence silence;
    EventTime time = kStart + 12h;
    int false_alarms = 0;
    while (time < kStart + 24h * 30) {
      const auto hour = std::chrono::duration_cast<std::chrono::hours>(time - kStart).count() % 24;
      const double gap = std::exponential_distribution(hour < 6 ? 1.0 / 300 : 1.0 / 5)(random);
      const auto silent = std::chrono::microseconds(static_cast<std::int64_t>(gap * 1e6));
      if (silent > silence.patience()) ++false_alarms;
      time += silent;
      silence.heard(time);
    }
    EXPECT_LE(false_alarms, 1) << seed;
  }
}

}  // namespace
}  // namespace outcry::ingest
