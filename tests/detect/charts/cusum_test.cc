#include "detect/charts/cusum.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

TEST(Cusum, AddsTheLogLikelihoodRatio) {
  const CountModel model{2, 4};
  const auto log_p = [](double x, double mean, double size) {
    return x * std::log(mean / (mean + size)) + size * std::log(size / (mean + size));
  };
  for (const double x : {0.0, 1.0, 7.0})
    EXPECT_NEAR(Cusum::increment(x, 3, model), log_p(x, 6, 4) - log_p(x, 2, 4), 1e-12);
}

TEST(Cusum, StartsHalfWayAfterAReset) {
  Cusum chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(1);
  chart.update(0, testing::seen(0, 1, 1));
  const double before = chart.reading(0).value;
  chart.reset(0);
  EXPECT_GT(chart.reading(0).value, before + 2);
  EXPECT_FALSE(chart.reading(0).fires());
}

TEST(Cusum, CountsManySparseWindowsAsOne) {
  Cusum chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(2);
  Observation both = testing::seen(0, 1, 0.1);
  testing::replace_lane(both, 1, testing::seen(0, 1, 0.001, 10));
  chart.update(0, both);
  EXPECT_GT(chart.reading(1).value, chart.reading(0).value + 2);
}

}  // namespace
}  // namespace outcry::detect
