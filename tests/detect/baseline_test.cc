#include "detect/baseline.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using namespace std::chrono_literals;
using testing::at;

const Pace kMinute{std::chrono::seconds{60}};

double cycle(int n) { return std::exp(1.1 * std::cos(2 * std::numbers::pi * (n % 1440) / 1440.0)); }

Baseline learnt(int days, double rate, const std::function<double(int)>& shape) {
  Baseline baseline(kMinute);
  baseline.refit({}, 0);
  for (int n = 0; n < days * 1440; ++n) {
    baseline.learn(week_time(at(std::chrono::minutes(n))), rate * shape(n), 1);
    if (n % 60 == 0) baseline.refit({0.02, 0}, 1);
  }
  return baseline;
}

TEST(WeekTime, BeginsOnMondayAndLiesBetweenCentres) {
  const WeekTime start = week_time(at(0s));
  EXPECT_EQ(start.weekday, 0U);
  EXPECT_EQ(start.half_hour, 0U);
  EXPECT_EQ(start.nearer_half_hour, 47U);
  EXPECT_DOUBLE_EQ(start.own_share, 0.5);
  const WeekTime centre = week_time(at(24h + 15min));
  EXPECT_EQ(centre.weekday, 1U);
  EXPECT_EQ(centre.two_hour, 12U);
  EXPECT_DOUBLE_EQ(centre.own_share, 1);
}

TEST(Baseline, LearnsAFlatRate) {
  const auto baseline = learnt(2, 3, [](int) { return 1.0; });
  EXPECT_NEAR(baseline.expected(week_time(at(50h))), 3, 0.05);
}

TEST(Baseline, LearnsADailyCycleOfNineToOne) {
  const auto baseline = learnt(14, 2, cycle);
  for (int hour = 0; hour < 24; hour += 3) {
    const double truth = 2 * cycle(hour * 60);
    EXPECT_NEAR(baseline.expected(week_time(at(std::chrono::hours(14 * 24 + hour)))) / truth, 1, 0.18) << hour;
  }
}

TEST(Baseline, HasNoSteps) {
  const auto baseline = learnt(14, 2, cycle);
  for (int n = 0; n < 1440; ++n) {
    if (n % 120 >= 118) continue;  // two-hours of the week change there, by a few per cent
    const double now = baseline.expected(week_time(at(std::chrono::minutes(n))));
    const double next = baseline.expected(week_time(at(std::chrono::minutes(n + 1))));
    EXPECT_NEAR(next / now, 1, 0.02) << n;
  }
}

TEST(Baseline, IsSurerTheMoreItHasSeen) {
  const WeekTime when = week_time(at(1h));
  const auto flat = [](int) { return 1.0; };
  const double day = learnt(1, 1, flat).relative_variance(when);
  const double week = learnt(7, 1, flat).relative_variance(when);
  EXPECT_GT(day, 0.08);
  EXPECT_GT(day, 2 * week);
  EXPECT_LT(learnt(21, 1, flat).relative_variance(when), 0.02);
}

TEST(Baseline, ScalesWithExposure) {
  Baseline baseline(kMinute);
  baseline.refit({}, 0);
  for (int n = 0; n < 1440; ++n) baseline.learn(week_time(at(std::chrono::minutes(n))), 1, 0.25);
  baseline.refit({}, 1);
  EXPECT_NEAR(baseline.expected(week_time(at(24h))), 4, 0.2);
}

TEST(Baseline, BeginsWithTheRateOfItsKin) {
  Baseline baseline(kMinute);
  baseline.refit({0, 2.0}, 0);
  EXPECT_NEAR(baseline.expected(week_time(at(0s))), 2, 1e-6);
}

TEST(Baseline, CountsKnownSilence) {
  Baseline baseline(kMinute);
  baseline.learn_silence(14'400);
  baseline.refit({}, 0);
  EXPECT_LT(baseline.expected(week_time(at(0s))), 2e-4);
}

TEST(Baseline, TakesANewNormal) {
  auto baseline = learnt(3, 2, [](int) { return 1.0; });
  baseline.rescale(5);
  baseline.refit({0.02, 0}, 1);
  EXPECT_NEAR(baseline.expected(week_time(at(80h))), 10, 0.3);
}

}  // namespace
}  // namespace outcry::detect
