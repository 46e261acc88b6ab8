#include "detect/recent_sums.h"

#include <gtest/gtest.h>

namespace outcry::detect {
namespace {

const Pace kMinute{std::chrono::seconds{60}};

ServiceCounts counted(std::uint32_t reporters, std::uint32_t recoveries) {
  ServiceCounts out;
  out.reporters = reporters;
  out.intents[static_cast<std::size_t>(Intent::recovery)] = recoveries;
  return out;
}

void add(RecentSums& sums, int windows, std::uint32_t reporters, std::uint32_t recoveries = 0) {
  const ServiceCounts counts = counted(reporters, recoveries);
  for (int i = 0; i < windows; ++i) sums.add(reporters + recoveries == 0 ? nullptr : &counts, 0.1);
}

TEST(RecentSums, TakeTheirTimeFromTheRateOfTheOutage) {
  RecentSums sums;
  sums.begin(10, kMinute);
  EXPECT_EQ(sums.half_life(), 5);
  sums.begin(0.2, kMinute);
  EXPECT_NEAR(sums.half_life(), 15, 1e-9);
  sums.begin(0.001, kMinute);
  EXPECT_EQ(sums.half_life(), 45);
}

TEST(RecentSums, AreNearNormalSomeTimeAfterTheLastReport) {
  RecentSums sums;
  sums.begin(2, kMinute);
  add(sums, 30, 2);
  EXPECT_FALSE(sums.near_normal());
  EXPECT_TRUE(sums.high());
  add(sums, 25, 0);
  EXPECT_TRUE(sums.near_normal());
  EXPECT_FALSE(sums.high());
  EXPECT_FALSE(sums.long_normal());
  add(sums, 300, 0);
  EXPECT_TRUE(sums.long_normal());
}

TEST(RecentSums, HearThatItIsBack) {
  RecentSums sums;
  sums.begin(2, kMinute);
  add(sums, 30, 4);
  EXPECT_FALSE(sums.told_to_be_back(4));
  add(sums, 15, 0, 2);
  EXPECT_TRUE(sums.told_to_be_back(4));
}

}  // namespace
}  // namespace outcry::detect
