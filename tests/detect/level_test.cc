#include "detect/level.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

const LevelNoise kNoise = testing::noise_of(0.15, 0.05, std::exp2(-1 / 30.0), std::exp2(-1 / 250.0), 0.1);

TEST(Level, ExpectsTheBaselineWhenNothingIsKnown) {
  const auto prediction = predict(resting_level(kNoise), lanes(3), kNoise);
  EXPECT_NEAR(prediction.mu[5], 3, 1e-5);
  EXPECT_GT(prediction.e[5], kNoise.k[5]);
}

TEST(Level, FollowsALevelThatStays) {
  LevelState state = resting_level(kNoise);
  Prediction prediction;
  for (int i = 0; i < 200; ++i) {
    prediction = predict(state, lanes(10), kNoise);
    correct(state, prediction, lanes(15));
    revert(state, kNoise);
  }
  EXPECT_NEAR(prediction.mu[0], 15, 1.5);
}

TEST(Level, ComesBackToTheBaseline) {
  LevelState state = resting_level(kNoise);
  correct(state, predict(state, lanes(10), kNoise), lanes(40));
  for (int i = 0; i < 5'000; ++i) revert(state, kNoise);
  EXPECT_NEAR(predict(state, lanes(10), kNoise).mu[0], 10, 0.1);
}

TEST(Level, KeepsAPositiveVariance) {
  LevelState state = resting_level(kNoise);
  testing::Counts counts(4);
  for (int i = 0; i < 2'000; ++i) {
    const auto prediction = predict(state, lanes(100), kNoise);
    EXPECT_GT(prediction.p[0], 0);
    correct(state, prediction, lanes(i % 50 == 0 ? 1e6 : counts(100)));
    EXPECT_GE(state.p11[0], 0);
    EXPECT_GE(state.p22[0], 0);
    revert(state, kNoise);
  }
}

}  // namespace
}  // namespace outcry::detect
