#include "detect/breakdown.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using testing::minute;

ServiceCounts counts() {
  ServiceCounts out;
  out.reporters = 60;
  out.intents[0] = 55;
  out.intents[1] = 5;
  out.regions = {{RegionId{1}, 40, 20, 1}, {RegionId{2}, 6, 1, 5}, {RegionId{3}, 2, 0, 0}, {kNoRegion, 12, 0, 0}};
  out.symptoms = {{SymptomId{0}, 3}, {SymptomId{1}, 50}};
  out.codes = {{"A-1", 2}, {"B-2", 9}};
  out.sentiment_sum = -30;
  return out;
}

Incident described(const Totals& totals) {
  Incident incident;
  totals.describe(UsualShares{}, *testing::small_catalog(), 5, incident);
  return incident;
}

TEST(Breakdown, ShowsNoRegionOrSymptomBelowFive) {
  Totals totals;
  const auto c = counts();
  totals.add(minute(0, 0).window, &c, 2);
  const auto incident = described(totals);
  ASSERT_EQ(incident.regions.size(), 2U);
  EXPECT_EQ(incident.regions[0].region, RegionId{1});
  EXPECT_EQ(incident.region_unknown, 12U);
  ASSERT_EQ(incident.symptoms.size(), 1U);
  EXPECT_EQ(incident.symptoms[0].n, 50U);
}

TEST(Breakdown, TellsWhichRegionIsAboveItsShareAndHowHardItIsHit) {
  Totals totals;
  const auto c = counts();
  totals.add(minute(0, 0).window, &c, 2);
  const auto incident = described(totals);
  EXPECT_TRUE(incident.regions[0].significant);
  EXPECT_GT(incident.regions[0].lift, 2);
  EXPECT_EQ(incident.regions[0].completeness, Scope::complete);
  EXPECT_FALSE(incident.regions[1].significant);
}

TEST(Breakdown, SumsWindows) {
  Totals totals;
  const auto c = counts();
  totals.add(minute(0, 0).window, &c, 2);
  totals.add(minute(1, 0).window, nullptr, 2);
  totals.add(minute(2, 0).window, &c, 2);
  const auto incident = described(totals);
  EXPECT_EQ(incident.observed, 120U);
  EXPECT_DOUBLE_EQ(incident.expected, 6);
  EXPECT_EQ(incident.peak_reporters, 60U);
  EXPECT_EQ(incident.peak_at, minute(0, 0).window.begin);
  EXPECT_EQ(incident.posts, 120U);
  EXPECT_DOUBLE_EQ(incident.sentiment, -0.5);
  EXPECT_EQ(incident.error_codes.front().code, "B-2");
}

TEST(Breakdown, RecordsTheFirstOfficialWord) {
  Totals totals;
  ServiceCounts c;
  c.intents[static_cast<std::size_t>(Intent::official)] = 1;
  c.samples = {
      {testing::at(std::chrono::seconds(70)), "p", "", "We are aware of issues", Intent::official, 0, {}, kNoRegion}};
  totals.add(minute(1, 0).window, &c, 1);
  c.samples[0].text = "This is now resolved.";
  c.samples[0].time += std::chrono::hours(1);
  totals.add(minute(61, 0).window, &c, 1);
  const auto incident = described(totals);
  EXPECT_EQ(incident.official.word, OfficialWord::resolved);
  EXPECT_EQ(incident.official.first_at, testing::at(std::chrono::seconds(70)));
  EXPECT_EQ(incident.official.posts.size(), 2U);
}

TEST(Severity, GrowsWithExcessAndBreadth) {
  EXPECT_EQ(severity(5, 0).level, 1);
  EXPECT_EQ(severity(40, 0).level, 2);
  EXPECT_EQ(severity(40, 9).level, 3);
  EXPECT_EQ(severity(5'000, 9).level, 4);
  EXPECT_EQ(severity(-3, 0).area, 0);
}

}  // namespace
}  // namespace outcry::detect
