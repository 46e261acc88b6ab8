#include "detect/noise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

const Pace kMinute{std::chrono::seconds{60}};

NoiseFit fit_of(double mean, double size, double sd, double half_life, int days) {
  Noise noise;
  testing::Counts counts(7);
  std::mt19937_64 engine(8);
  std::normal_distribution<double> normal;
  const double f = std::exp2(-1 / half_life);
  double level = 0;
  for (int i = 0; i < days * 1440; ++i) {
    level = f * level + std::sqrt(1 - f * f) * sd * normal(engine);
    noise.learn(counts(mean * std::exp(level - sd * sd / 2), size), mean);
  }
  return noise.fit(NoiseTables(kMinute), days, 0);
}

TEST(Noise, FindsNothingInPoissonCounts) {
  const auto fit = fit_of(2, 0, 0, 30, 20);
  EXPECT_LT(fit.k, 0.05);
  EXPECT_LT(fit.v_short, 0.02);
  EXPECT_EQ(fit.v_long, 0);
}

TEST(Noise, FindsTheSizeOfNegativeBinomialCounts) { EXPECT_NEAR(fit_of(2, 5, 0, 30, 20).k, 0.2, 0.06); }

TEST(Noise, FindsAWanderingLevelAndItsHalfLife) {
  const auto fit = fit_of(2, 0, 0.4, 30, 20);
  EXPECT_NEAR(fit.v_short + fit.v_long, std::exp(0.16) - 1, 0.08);
  EXPECT_GE(fit.half_life_short, 12);
  EXPECT_LE(fit.half_life_short, 50);
  EXPECT_LT(fit.k, 0.1);
}

TEST(Noise, BeginsCareful) {
  Noise noise;
  const auto fit = noise.fit(NoiseTables(kMinute), 0, 0);
  EXPECT_GT(fit.v_short, 0.2);
  EXPECT_GT(fit.k, 0.1);
}

TEST(Noise, AddsUpWhatWasLearntApart) {
  Noise whole;
  Noise first;
  Noise second;
  testing::Counts counts(3);
  for (int i = 0; i < 2'048; ++i) {
    const double x = counts(1, 2);
    whole.learn(x, 1);
    (i < 1'024 ? first : second).learn(x, 1);
  }
  first.absorb(second);
  EXPECT_NEAR(first.fit(NoiseTables(kMinute), 5, 0).k, whole.fit(NoiseTables(kMinute), 5, 0).k, 1e-9);
}

}  // namespace
}  // namespace outcry::detect
