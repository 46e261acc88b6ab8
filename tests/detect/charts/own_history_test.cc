#include "detect/charts/own_history.h"

#include <gtest/gtest.h>

#include <cmath>

namespace outcry::detect {
namespace {

const Pace kMinute{std::chrono::seconds{60}};
const double kPromise = std::log(43'200.0);

/// `n` excursions a day, each to `height`, for `days`.
OwnHistory lived(int n, double height, int days) {
  OwnHistory history;
  for (int i = 0; i < days * 1440; ++i) {
    const bool high = n > 0 && i % (1440 / n) == 100;
    history.observe(high ? height : 0, 1, 3 + i / 1440.0, kPromise, kMinute);
  }
  return history;
}

TEST(OwnHistory, BeginsAtThePromiseItself) { EXPECT_NEAR(OwnHistory{}.threshold(kPromise, kMinute), kPromise, 1e-9); }

TEST(OwnHistory, LowersTheLimitOfAQuietSeriesByTheOvershootAtMost) {
  EXPECT_NEAR(lived(0, 0, 30).threshold(kPromise, kMinute), kPromise - 1.4, 1e-9);
}

TEST(OwnHistory, RaisesTheLimitOfASeriesThatGoesAstray) {
  EXPECT_GT(lived(6, 9.5, 20).threshold(kPromise, kMinute), kPromise + 1);
}

TEST(OwnHistory, IsHardlyMovedByOneRealOutage) {
  OwnHistory history = lived(0, 0, 28);
  const double before = history.threshold(kPromise, kMinute);
  for (int i = 0; i < 60; ++i) history.observe(40, 1, 20, kPromise, kMinute);
  for (int i = 0; i < 60; ++i) history.observe(0, 1, 20, kPromise, kMinute);
  EXPECT_LT(history.threshold(kPromise, kMinute), before + 0.4);
}

TEST(OwnHistory, MayBeToldOfQuietWindowsTogether) {
  OwnHistory one;
  OwnHistory other;
  for (int hour = 0; hour < 500; ++hour) {
    for (int i = 0; i < 60; ++i) one.observe(0, 1, 30 + hour / 24.0, kPromise, kMinute);
    EXPECT_TRUE(other.observe(0, 60, 30 + hour / 24.0, kPromise, kMinute));
  }
  EXPECT_EQ(one.threshold(kPromise, kMinute), other.threshold(kPromise, kMinute));
}

TEST(OwnHistory, StatesTheAskedRateAtTheLimit) {
  for (const auto& history : {OwnHistory{}, lived(6, 9.5, 20), lived(1, 8, 20)})
    EXPECT_NEAR(history.rate(history.threshold(kPromise, kMinute), kMinute) * 43'200, 1, 1e-6);
}

}  // namespace
}  // namespace outcry::detect
