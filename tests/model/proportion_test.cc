#include "model/proportion.h"

#include <gtest/gtest.h>

namespace outcry {
namespace {

TEST(Wilson, AgreesWithPublishedIntervals) {
  const auto share = wilson(8, 10);
  EXPECT_NEAR(share.low, 0.4902, 1e-3);
  EXPECT_NEAR(share.high, 0.9433, 1e-3);
  EXPECT_NEAR(wilson(0, 10).high, 0.2775, 1e-3);
}

TEST(Wilson, KnowsNothingOfNothing) {
  EXPECT_EQ(wilson(0, 0).low, 0);
  EXPECT_EQ(wilson(0, 0).high, 1);
}

TEST(Wilson, GivesTheScoreInterval) {
  const auto share = wilson(8, 10);
  EXPECT_DOUBLE_EQ(share.value, 0.8);
  EXPECT_NEAR(share.low, 0.4902, 1e-4);
  EXPECT_NEAR(share.high, 0.9433, 1e-4);
  EXPECT_EQ(share.n, 10U);
  EXPECT_EQ(wilson(0, 0).n, 0U);
  EXPECT_EQ(wilson(0, 5).low, 0);
  EXPECT_NEAR(wilson(5, 5).high, 1, 1e-12);
}

TEST(Completeness, SaysNothingOfAFew) { EXPECT_EQ(completeness(4, 0, 5), Scope::unknown); }

TEST(Completeness, TellsWhollyFromNowAndThen) {
  EXPECT_EQ(completeness(18, 2, 5), Scope::complete);
  EXPECT_EQ(completeness(2, 18, 5), Scope::intermittent);
  EXPECT_EQ(completeness(20, 20, 5), Scope::intermittent);
  EXPECT_EQ(completeness(4, 2, 5), Scope::unknown);
}

}  // namespace
}  // namespace outcry
