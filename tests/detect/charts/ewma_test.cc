#include "detect/charts/ewma.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

TEST(Ewma, AsksForMoreDeviationsWhereCountsAreSkewed) {
  Ewma chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(2);
  Observation both = testing::seen(0, 100, 100, 0.001);
  testing::replace_lane(both, 1, testing::seen(0, 0, 0.05, 1));
  chart.update(0, both);
  EXPECT_GT(chart.reading(0).threshold, 3);
  EXPECT_LT(chart.reading(0).threshold, 5);
  EXPECT_GT(chart.reading(1).threshold, chart.reading(0).threshold);
}

TEST(Ewma, OwesNothingToAQuietHour) {
  Ewma chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(1);
  for (int i = 0; i < 100; ++i) chart.update(0, testing::seen(i, 0, 5));
  EXPECT_EQ(chart.reading(0).value, 0);
}

}  // namespace
}  // namespace outcry::detect
