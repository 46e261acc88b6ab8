#include "detect/tail_scale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace outcry::detect {
namespace {

constexpr double kBlocksPerDay = 24;

/// Blocks of one exponential maximum each.
TailScale grown(int blocks, double scale, std::uint64_t seed) {
  TailScale tail;
  std::mt19937_64 random(seed);
  std::exponential_distribution<double> excess(1 / scale);
  for (int i = 0; i < blocks; ++i) {
    tail.observe(excess(random));
    tail.close_block(kBlocksPerDay);
  }
  return tail;
}

TEST(TailScale, IsGrownAfterItsFirstBlocks) {
  EXPECT_FALSE(grown(TailScale::kYoungBlocks - 1, 1, 1).is_grown());
  EXPECT_TRUE(grown(TailScale::kYoungBlocks, 1, 1).is_grown());
}

TEST(TailScale, SaysHowOftenAValueComes) {
  // An exponential maximum an hour passes y exp(-y) 24 times a day.
  const TailScale tail = grown(24 * 60, 1, 7);
  for (const double y : {3.5, 4.5, 6.0}) {
    const double truth = std::exp(y) / kBlocksPerDay;
    EXPECT_GT(tail.waiting_days(y), truth / 4) << y;
    EXPECT_LT(tail.waiting_days(y), truth * 4) << y;
  }
}

TEST(TailScale, KnowsNoUnit) {
  const TailScale one = grown(2'000, 1, 3);
  const TailScale thousand = grown(2'000, 1'000, 3);
  EXPECT_NEAR(one.waiting_days(5), thousand.waiting_days(5'000), 1e-6 * one.waiting_days(5));
}

TEST(TailScale, WaitsLongerForMore) {
  const TailScale tail = grown(500, 1, 9);
  double last = 0;
  for (double y = -20; y < 200; y += 0.5) {
    EXPECT_GE(tail.waiting_days(y), last);
    last = tail.waiting_days(y);
  }
}

TEST(TailScale, OneBurstDoesNotRuinIt) {
  TailScale tail = grown(500, 1, 5);
  const double before = tail.waiting_days(6);
  tail.observe(1e9);
  tail.close_block(kBlocksPerDay);
  EXPECT_GT(tail.waiting_days(6), before / 20);
}

TEST(TailScale, StaysFinite) {
  TailScale tail;
  EXPECT_TRUE(std::isfinite(tail.waiting_days(0)));
  tail.close_block(kBlocksPerDay);
  for (const double y : {0.0, 0.0, -1e300, 1e300, 0.0}) {
    tail.observe(y);
    tail.close_block(kBlocksPerDay);
  }
  for (const double y : {-1e300, 0.0, 1e300}) {
    EXPECT_TRUE(std::isfinite(tail.waiting_days(y))) << y;
    EXPECT_GT(tail.waiting_days(y), 0) << y;
  }
}

}  // namespace
}  // namespace outcry::detect
