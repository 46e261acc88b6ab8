#include "detect/lanes.h"

#include <gtest/gtest.h>

#include <cmath>

namespace outcry::detect {
namespace {

double as_float(double x) { return static_cast<float>(x); }

TEST(Lanes, RaiseToTheExponential) {
  for (double x = -86; x < 87; x += 0.0137) EXPECT_NEAR(exponential(lanes(x))[3] / std::exp(as_float(x)), 1, 2e-7) << x;
  EXPECT_EQ(exponential(lanes(0))[0], 1);
}

TEST(Lanes, CutTheExponentialBeforeItOverflows) {
  EXPECT_TRUE(std::isfinite(exponential(lanes(1e9))[0]));
  EXPECT_GT(exponential(lanes(-1e9))[0], 0);
}

TEST(Lanes, TakeTheLogarithm) {
  for (double x = 1e-30; x < 1e30; x *= 1.037) {
    const double truth = std::log(as_float(x));
    EXPECT_NEAR(logarithm(lanes(x))[2], truth, 1e-7 * std::max(1.0, std::abs(truth))) << x;
  }
}

TEST(Lanes, TakeTheLogarithmNearOne) {
  for (double x = 1e-12; x < 1e8; x *= 1.37) {
    EXPECT_NEAR(logarithm_of_one_plus(lanes(x))[2] / std::log1p(as_float(x)), 1, 2e-7) << x;
    if (x < 0.999) {
      EXPECT_NEAR(logarithm_of_one_plus(lanes(-x))[2] / std::log1p(-as_float(x)), 1, 2e-7) << -x;
    }
  }
}

TEST(Lanes, KnowWhetherAnyOfThemSaysYes) {
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    LaneBits mask{};
    EXPECT_FALSE(any(mask));
    mask[lane] = -1;
    EXPECT_TRUE(any(mask));
    EXPECT_EQ(ones(mask)[lane], 1);
    EXPECT_EQ(ones(mask)[(lane + 1) % kLanes], 0);
  }
}

}  // namespace
}  // namespace outcry::detect
