#include "app/simulate/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

namespace outcry::simulate {
namespace {

struct Moments {
  double mean = 0;
  double variance = 0;
};

Moments moments(const std::function<double()>& draw, int n) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / n;
  return {mean, squares / n - mean * mean};
}

TEST(Random, GivesTheSameNumbersOnEveryMachine) {
  Random random(42, "test");
  EXPECT_EQ(random.next(), Random(42, "test").next());
  const std::vector<std::uint64_t> drawn{random.next(), random.next()};
  Random again(42, "test");
  again.next();
  EXPECT_EQ(again.next(), drawn[0]);
  EXPECT_EQ(again.next(), drawn[1]);
}

TEST(Random, StreamsAndSeedsDiffer) {
  EXPECT_NE(Random(1, "a").next(), Random(1, "b").next());
  EXPECT_NE(Random(1, "a").next(), Random(2, "a").next());
}

TEST(Random, UniformStaysInsideAndIsLevel) {
  Random random(1, "uniform");
  const auto m = moments([&] { return random.uniform(); }, 50'000);
  EXPECT_NEAR(m.mean, 0.5, 0.01);
  EXPECT_NEAR(m.variance, 1.0 / 12, 0.003);
  for (int i = 0; i < 1000; ++i) EXPECT_LT(random.below(7), 7U);
}

TEST(Random, NormalHasMeanZeroAndVarianceOne) {
  Random random(2, "normal");
  const auto m = moments([&] { return random.normal(); }, 50'000);
  EXPECT_NEAR(m.mean, 0, 0.02);
  EXPECT_NEAR(m.variance, 1, 0.03);
}

TEST(Random, GammaHasMeanAndVarianceOfItsShape) {
  Random random(3, "gamma");
  for (const double shape : {0.5, 1.0, 4.0, 20.0}) {
    const auto m = moments([&] { return random.gamma(shape); }, 40'000);
    EXPECT_NEAR(m.mean / shape, 1, 0.03) << shape;
    EXPECT_NEAR(m.variance / shape, 1, 0.08) << shape;
  }
}

TEST(Random, PoissonHasVarianceEqualToItsMean) {
  Random random(4, "poisson");
  for (const double mean : {0.02, 1.0, 15.0, 100.0}) {
    const auto m = moments([&] { return random.poisson(mean); }, 40'000);
    EXPECT_NEAR(m.mean / mean, 1, 0.06) << mean;
    EXPECT_NEAR(m.variance / mean, 1, 0.06) << mean;
  }
  EXPECT_EQ(random.poisson(0), 0U);
}

TEST(Random, NegativeBinomialIsAsDispersedAsItsSizeSays) {
  Random random(5, "nb");
  const auto m = moments([&] { return random.negative_binomial(6, 3); }, 60'000);
  EXPECT_NEAR(m.mean, 6, 0.15);
  EXPECT_NEAR(m.variance, 6 + 36.0 / 3, 0.8);
  const auto plain = moments([&] { return random.negative_binomial(6, 0); }, 40'000);
  EXPECT_NEAR(plain.variance, 6, 0.3);
}

TEST(Random, WeightedIndexesComeByTheirWeights) {
  Random random(6, "weighted");
  const std::vector<double> weights{1, 0, 3};
  std::vector<int> counts(3);
  for (int i = 0; i < 20'000; ++i) ++counts[random.weighted(weights)];
  EXPECT_EQ(counts[1], 0);
  EXPECT_NEAR(counts[2] / 20'000.0, 0.75, 0.02);
}

TEST(PortableFunctions, AgreeWithTheMathLibrary) {
  for (double x = -30; x < 30; x += 0.37) EXPECT_NEAR(portable_exp(x) / std::exp(x), 1, 1e-14) << x;
  for (double x = 1e-6; x < 1e6; x *= 1.7)
    EXPECT_NEAR(portable_log(x), std::log(x), 1e-13 * (1 + std::abs(std::log(x)))) << x;
}

}  // namespace
}  // namespace outcry::simulate
