#include "detect/charts/sr.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

Observation observation(std::int64_t window, double x, double m, double age_days) {
  const LevelNoise noise{0.01, 0.01, 0.98, 0.997, 0.1};
  const LevelState level = resting_level(noise);
  return {window, x, level, predict(level, m, noise), noise, 0.1, age_days, false};
}

TEST(ShiryaevRoberts, CountsNothingInTheFirstHour) {
  ShiryaevRoberts chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(1);
  for (int i = 0; i < 20; ++i) chart.update(0, observation(i, 50, 1, 0.02));
  EXPECT_LT(chart.reading(0).value, 0);
  EXPECT_FALSE(chart.reading(0).fires());
}

TEST(ShiryaevRoberts, NamesTheShiftThatFitsBest) {
  ShiryaevRoberts chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(2);
  for (int i = 0; i < 12; ++i) {
    chart.update(0, observation(i, 2, 1, 5));
    chart.update(1, observation(i, 12, 1, 5));
  }
  EXPECT_LE(chart.reading(0).shift, 3);
  EXPECT_GE(chart.reading(1).shift, 5);
}

TEST(ShiryaevRoberts, ForgetsTheChangeWhenItIsReset) {
  ShiryaevRoberts chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(1);
  for (int i = 0; i < 12; ++i) chart.update(0, observation(i, 12, 1, 5));
  chart.reset(0);
  EXPECT_LT(chart.reading(0).value, 0);
}

}  // namespace
}  // namespace outcry::detect
