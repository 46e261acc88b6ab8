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

TEST(ShiryaevRoberts, ForgetsTheChangeWhenItIsReset) {
  ShiryaevRoberts chart({Pace{std::chrono::seconds{60}}, 43'200});
  chart.resize(1);
  for (int i = 0; i < 12; ++i) chart.update(0, seen(i, 12, 1));
  chart.reset(0);
  EXPECT_LT(chart.reading(0).value, 0);
}

}  // namespace
}  // namespace outcry::detect
