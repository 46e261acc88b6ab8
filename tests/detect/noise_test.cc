#include "detect/noise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

const Pace kMinute{std::chrono::seconds{60}};

/// Learns in one lane.
struct Learner {
  FreshNoise fresh;
  std::int64_t window = 0;

  void learn(double x, double m, bool heard = true) {
    LaneBits mask = LaneBits{};
    mask[3] = heard ? -1 : 0;
    fresh.learn(window++, lanes(x - m), lanes(m), mask);
  }
  NoiseFit fit(double age_days) { return fresh.take(3).fit(NoiseTables(kMinute), age_days, 0); }
};

NoiseFit fit_of(double mean, double size, double sd, double half_life, int days) {
  Learner noise;
  testing::Counts counts(7);
  std::mt19937_64 engine(8);
  std::normal_distribution<double> normal;
  const double f = std::exp2(-1 / half_life);
  double level = 0;
  for (int i = 0; i < days * 1440; ++i) {
    level = f * level + std::sqrt(1 - f * f) * sd * normal(engine);
    noise.learn(counts(mean * std::exp(level - sd * sd / 2), size), mean);
  }
  return noise.fit(days);
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
  Learner whole;
  Learner parts;
  testing::Counts counts(3);
  Noise sum;
  for (int i = 0; i < 2'048; ++i) {
    const double x = counts(1, 2);
    whole.learn(x, 1);
    parts.learn(x, 1);
    if (i % 512 == 511) sum.absorb(parts.fresh.take(3));
  }
  EXPECT_NEAR(sum.fit(NoiseTables(kMinute), 5, 0).k, whole.fit(5).k, 1e-5);
}

TEST(FreshNoise, LeavesOutBlocksThatLackAWindow) {
  Learner learner;
  for (int i = 0; i < 8; ++i) learner.learn(1, 1, i != 3);
  Noise noise = learner.fresh.take(3);
  EXPECT_EQ(noise.level(0).n, 7);
  EXPECT_EQ(noise.level(1).n, 3);
  EXPECT_EQ(noise.level(2).n, 1);
  EXPECT_EQ(noise.level(3).n, 0);
  EXPECT_EQ(noise.level(2).mean, 4);
}

TEST(FreshNoise, BeginsAnewAfterAWindowThatNobodyHeard) {
  Learner learner;
  for (int i = 0; i < 2; ++i) learner.learn(1, 1);
  learner.fresh.interrupt();
  ++learner.window;
  for (int i = 0; i < 5; ++i) learner.learn(1, 1);
  Noise noise = learner.fresh.take(3);
  EXPECT_EQ(noise.level(0).n, 7);
  EXPECT_EQ(noise.level(1).n, 3);  // windows 0 and 1, 4 and 5, 6 and 7
  EXPECT_EQ(noise.level(2).n, 1);
}

TEST(FreshNoise, TellsNothingTwice) {
  Learner learner;
  learner.learn(1, 1);
  EXPECT_EQ(learner.fresh.take(3).level(0).n, 1);
  EXPECT_EQ(learner.fresh.take(3).level(0).n, 0);
  EXPECT_EQ(learner.fresh.take(2).level(0).n, 0);
}

}  // namespace
}  // namespace outcry::detect
