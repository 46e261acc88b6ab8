#include "outputs/web/intervals.h"

#include <gtest/gtest.h>

namespace outcry::outputs::web {
namespace {

TEST(UsualHigh, IsThePoissonQuantileWithoutExcess) {
  EXPECT_EQ(usual_high(0, 0), 0);
  EXPECT_EQ(usual_high(0.005, 0), 0);
  EXPECT_EQ(usual_high(0.1, 0), 1);
  EXPECT_EQ(usual_high(1, 0), 4);
  EXPECT_EQ(usual_high(4, 0), 9);
  EXPECT_NEAR(usual_high(100, 0), 124, 1);
}

/// Summed up by hand: size 1 / e, mean m.
TEST(UsualHigh, IsTheNegativeBinomialQuantileWithIt) {
  EXPECT_EQ(usual_high(1, 1), 6);
  EXPECT_EQ(usual_high(4, 0.5), 15);
  EXPECT_EQ(usual_high(10, 2), 68);
  EXPECT_NEAR(usual_high(50, 0.1), 98, 2);
}

TEST(UsualHigh, NeverFallsWhenMoreIsExpected) {
  for (const double excess : {0.0, 0.1, 1.0}) {
    double last = 0;
    for (double mean = 0.01; mean < 19.9; mean *= 1.3) {
      EXPECT_GE(usual_high(mean, excess), last);
      last = usual_high(mean, excess);
    }
  }
}

}  // namespace
}  // namespace outcry::outputs::web
