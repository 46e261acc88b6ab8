#include "detect/small_numbers.h"

#include <gtest/gtest.h>

namespace outcry::detect {
namespace {

TEST(SmallNumbers, AgreeWithTheLibraryEverywhere) {
  for (double x = -0.9; x < 2; x += 0.0007) {
    EXPECT_NEAR(quick_exp(x) / std::exp(x), 1, 1e-11) << x;
    EXPECT_NEAR(quick_log1p(x), std::log1p(x), 2e-10) << x;
  }
}

}  // namespace
}  // namespace outcry::detect
