#include "detect/charts/ewma.h"

#include <gtest/gtest.h>

namespace outcry::detect {
namespace {

TEST(Ewma, AsksForMoreDeviationsWhereCountsAreSkewed) {
  Ewma chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(2);
  chart.update(0, {0, 100, {}, {.m = 100}, {}, 0.001, 5, false});
  chart.update(1, {0, 0, {}, {.m = 0.05}, {}, 1, 5, false});
  EXPECT_GT(chart.reading(0).threshold, 3);
  EXPECT_LT(chart.reading(0).threshold, 5);
  EXPECT_GT(chart.reading(1).threshold, chart.reading(0).threshold);
}

TEST(Ewma, OwesNothingToAQuietHour) {
  Ewma chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(1);
  for (int i = 0; i < 100; ++i) chart.update(0, {i, 0, {}, {.m = 5}, {}, 0.1, 5, false});
  EXPECT_EQ(chart.reading(0).value, 0);
}

}  // namespace
}  // namespace outcry::detect
