#include "detect/onset.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using testing::Counts;

const Pace kMinutes{std::chrono::seconds{60}};

std::vector<OnsetWindow> series(int n, double m) {
  std::vector<OnsetWindow> out;
  for (int i = 0; i < n; ++i) out.push_back({i, 0, m});
  return out;
}

void add(std::vector<OnsetWindow>& windows, const std::vector<int>& at) {
  for (const int i : at) windows[static_cast<std::size_t>(i)].x += 1;
}

OnsetEstimate estimate(const std::vector<OnsetWindow>& windows, const OnsetNoise& noise = {}) {
  return estimate_onset(windows, noise, kMinutes);
}

void expect_in_order(const OnsetEstimate& onset) {
  EXPECT_LE(onset.from, onset.at);
  EXPECT_LE(onset.at, onset.to);
}

TEST(Onset, OfASuddenBurstIsItsFirstWindow) {
  auto windows = series(310, 0.1);
  for (std::size_t i = 300; i < 310; ++i) windows[i].x = 9;
  const OnsetEstimate onset = estimate(windows);
  EXPECT_EQ(onset.at, 300);
  EXPECT_GE(onset.from, 298);
  EXPECT_LE(onset.to, 300);
}

TEST(Onset, OfABurstIsNotAStrayPostAnHourBefore) {
  for (const double m : {0.0001, 0.001, 0.01, 0.1}) {
    auto windows = series(330, m);
    add(windows, {241});
    for (std::size_t i = 300; i < 330; ++i) windows[i].x = 1 + static_cast<double>(i % 3 == 0);
    const OnsetEstimate onset = estimate(windows);
    EXPECT_EQ(onset.at, 300) << m;
    EXPECT_GE(onset.from, 290) << m;
  }
}

TEST(Onset, OfSparseReportsReachesBackToTheFirstOfThemAndNoFurther) {
  auto windows = series(331, 0.001);
  add(windows, {40, 300, 309, 318, 330});
  const OnsetEstimate onset = estimate(windows);
  EXPECT_EQ(onset.at, 300);
  EXPECT_GT(onset.from, 200);
  EXPECT_GE(onset.to, 300);
}

TEST(Onset, OfASlowRampIsNearItsBeginning) {
  auto windows = series(360, 0.2);
  for (std::size_t i = 0; i < 300; i += 5) windows[i].x = 1;
  for (std::size_t i = 300; i < 360; ++i) windows[i].x = static_cast<double>((i - 300) / 6);
  const OnsetEstimate onset = estimate(windows);
  EXPECT_NEAR(static_cast<double>(onset.at), 300, 8);
  EXPECT_LE(onset.from, 300);
  EXPECT_GE(onset.to, 300);
}

TEST(Onset, OfARareServiceIsFoundAmongZeros) {
  auto windows = series(360, 0.01);
  add(windows, {20, 130, 355, 356, 356, 357, 359, 359});
  EXPECT_EQ(estimate(windows).at, 355);
}

TEST(Onset, IsNotTheBurstThatABurstyBaselineHadBefore) {
  auto windows = series(360, 2);
  Counts counts(11);
  for (OnsetWindow& window : windows) window.x = counts(2, 1);
  for (std::size_t i = 200; i < 205; ++i) windows[i].x += 6;
  for (std::size_t i = 345; i < 360; ++i) windows[i].x = counts(20, 8);
  const OnsetEstimate onset = estimate(windows, {1, 0.1});
  EXPECT_NEAR(static_cast<double>(onset.at), 345, 3);
  EXPECT_GE(onset.from, 335);
}

TEST(Onset, OfTwoPeopleIsUncertain) {
  auto windows = series(360, 0.001);
  add(windows, {350, 359});
  const OnsetEstimate onset = estimate(windows);
  expect_in_order(onset);
  EXPECT_EQ(onset.at, 350);
  EXPECT_GE(onset.to - onset.from, 10);
}

TEST(Onset, MayLieInAGapThatNobodyHeard) {
  auto windows = series(300, 0.1);
  for (int i = 340; i < 345; ++i) windows.push_back({i, 12, 0.1});
  const OnsetEstimate onset = estimate(windows);
  EXPECT_EQ(onset.at, 340);
  EXPECT_LE(onset.from, 300);
  EXPECT_EQ(onset.to, 340);
}

TEST(Onset, IsDefinedWhateverComes) {
  expect_in_order(estimate({{7, 3, 0.1}}));
  for (const double m : {0.0, 1e-12, 1.0, 1e7}) {
    for (const double x : {0.0, 1.0, 4e9}) {
      auto windows = series(50, m);
      for (OnsetWindow& window : windows) window.x = x;
      windows.back().x = 3;
      expect_in_order(estimate(windows, {0, 0}));
      expect_in_order(estimate(windows, {1e9, 1e9}));
    }
  }
}

struct Outage {
  double baseline;
  double peak;  ///< reporters a minute
  int ramp;     ///< minutes
};

constexpr int kOnset = 200;

/// As an alarm would find it: reports up to the window in which so many have come since the onset.
std::vector<OnsetWindow> heard_of(const Outage& outage, double enough, std::uint64_t seed) {
  Counts counts(seed);
  std::vector<OnsetWindow> out;
  for (double since = 0; since < enough || out.back().x <= 0;) {
    const int age = static_cast<int>(out.size()) - kOnset;
    const double share = outage.ramp == 0 ? 1 : std::min(1.0, (age + 0.5) / outage.ramp);
    const double more = age < 0 ? 0 : counts(outage.peak * share, 8);
    out.push_back({static_cast<std::int64_t>(out.size()), counts(outage.baseline, 5) + more, outage.baseline});
    since += more;
  }
  return out;
}

TEST(Onset, LiesInTheIntervalNineTimesInTen) {
  int n = 0;
  int inside = 0;
  for (const Outage& outage : {Outage{0.001, 0.3, 0}, {0.01, 2, 0}, {0.01, 2, 30}, {0.1, 2, 10}, {1, 20, 0}}) {
    int hits = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      const OnsetEstimate onset = estimate(heard_of(outage, 12, seed), {0.3, 0.05});
      hits += onset.from <= kOnset && kOnset <= onset.to ? 1 : 0;
    }
    EXPECT_GE(hits, 32) << outage.baseline << " " << outage.peak << " " << outage.ramp;
    inside += hits;
    n += 40;
  }
  EXPECT_GE(inside, 9 * n / 10);
}

}  // namespace
}  // namespace outcry::detect
