#include "app/simulate/noise.h"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace outcry::simulate {
namespace {

using namespace std::chrono_literals;

EventTime at(const char* text) { return *parse_rfc3339(text); }

std::vector<double> draw(Noise noise, double per_minute, int n) {
  Random random(7, "noise");
  RateStream stream(per_minute, noise, random);
  std::vector<double> out;
  for (int i = 0; i < n; ++i) out.push_back(stream.next(1));
  return out;
}

double mean(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

/// Autocovariance at a lag over the variance at lag 0.
double covariance(const std::vector<double>& x, std::size_t lag) {
  const double m = mean(x);
  double sum = 0;
  for (std::size_t i = lag; i < x.size(); ++i) sum += (x[i] - m) * (x[i - lag] - m);
  return sum / static_cast<double>(x.size() - lag);
}

TEST(Cycle, HasAMeanOfOneOverTheWeek) {
  for (const auto& name : cycle_names()) {
    double sum = 0;
    for (int minute = 0; minute < 7 * 24 * 60; minute += 10)
      sum += activity(*find_cycle(name), {{0, 1}}, at("2026-03-01T00:00:00Z") + minute * 1min);
    EXPECT_NEAR(sum / (7 * 24 * 6), 1, 0.005) << name;
  }
}

TEST(Cycle, PeaksWherePeopleAreAwake) {
  const auto& evening = *find_cycle("evening");
  const std::vector<TimeZone> new_york{{-4, 1}};
  const double at_night = activity(evening, new_york, at("2026-03-22T08:30:00Z"));
  const double at_eight = activity(evening, new_york, at("2026-03-23T00:00:00Z"));
  EXPECT_GT(at_eight, 5 * at_night);
}

TEST(Cycle, OfficeIsEmptyOnSundays) {
  const auto& office = *find_cycle("office");
  EXPECT_LT(activity(office, {{0, 1}}, at("2026-03-22T11:00:00Z")),
            activity(office, {{0, 1}}, at("2026-03-24T11:00:00Z")) / 3);
}

TEST(Cycle, UnknownNamesAreNone) { EXPECT_EQ(find_cycle("lunar"), nullptr); }

TEST(RateStream, KeepsItsMean) {
  EXPECT_NEAR(mean(draw({4, 0.3, 30}, 3, 60'000)), 3, 0.15);
  EXPECT_NEAR(mean(draw({0, 0, 0}, 0.02, 60'000)), 0.02, 0.002);
}

TEST(RateStream, WithoutNoiseIsAPoissonProcess) {
  const auto counts = draw({0, 0, 0}, 5, 40'000);
  EXPECT_NEAR(covariance(counts, 0) / mean(counts), 1, 0.05);
}

TEST(RateStream, IsOverdispersedByItsSize) {
  const auto counts = draw({4, 0, 0}, 8, 40'000);
  EXPECT_NEAR(covariance(counts, 0) / mean(counts), 1 + 8.0 / 4, 0.15);
}

TEST(RateStream, DriftsWithItsHalfLife) {
  const auto counts = draw({0, 0.4, 30}, 40, 120'000);
  const double one = covariance(counts, 1);
  EXPECT_GT(one, 0.5 * covariance(counts, 0));
  EXPECT_NEAR(covariance(counts, 31) / one, 0.5, 0.1);
}

}  // namespace
}  // namespace outcry::simulate
