#include "detect/charts/sr.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using testing::seen;

TEST(ShiryaevRoberts, CountsNothingInTheFirstHour) {
  ShiryaevRoberts chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(1);
  for (int i = 0; i < 20; ++i) chart.update(0, seen(i, 50, 1, 0.1, 0.02));
  EXPECT_LT(chart.reading(0).value, 0);
  EXPECT_FALSE(chart.reading(0).fires());
}

TEST(ShiryaevRoberts, NamesTheShiftThatFitsBest) {
  ShiryaevRoberts chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(2);
  for (int i = 0; i < 12; ++i) {
    Observation both = seen(i, 2, 1);
    testing::replace_lane(both, 1, seen(i, 12, 1));
    chart.update(0, both);
  }
  EXPECT_LE(chart.reading(0).shift, 3);
  EXPECT_GE(chart.reading(1).shift, 5);
}

/// Four reports a day, of which some came together: the size that this says would make any run of reports a cluster.
TEST(ShiryaevRoberts, TakesNoRunOfReportsForACluster) {
  ShiryaevRoberts chart({Pace{std::chrono::seconds{60}}, 129'600});
  chart.resize(1);
  const LevelNoise noise = testing::noise_of(0.5, 0.5, 0.98, 0.997, 100);
  LevelState level = resting_level(noise);
  const auto live = [&](std::int64_t window, double x) {
    const Observation now = seen(window, x, 4.0 / 1'440, level, noise);
    chart.update(0, now);
    correct(level, now.prediction, now.x);
    revert(level, noise);
    return chart.reading(0).fires();
  };
  for (int i = 0; i < 720; ++i) EXPECT_FALSE(live(i, i % 360 < 2 ? 1 : 0));
  int reports = 1;
  while (reports < 30 && !live(720 + reports, 1)) ++reports;
  EXPECT_LE(reports, 10);
  EXPECT_GE(reports, 3);
}

TEST(ShiryaevRoberts, ForgetsTheChangeWhenItIsReset) {
  ShiryaevRoberts chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(1);
  for (int i = 0; i < 12; ++i) chart.update(0, seen(i, 12, 1));
  chart.reset(0);
  EXPECT_LT(chart.reading(0).value, 0);
}

}  // namespace
}  // namespace outcry::detect
