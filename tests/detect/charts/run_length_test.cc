#include "detect/charts/run_length.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace outcry::detect {
namespace {

TEST(Probabilities, SumToOneWithTheirMean) {
  for (const CountModel model : {CountModel{0.05, 0.3}, CountModel{1, 5}, CountModel{200, 50}}) {
    const auto p = probabilities(model);
    double mean = 0;
    for (std::size_t x = 0; x < p.size(); ++x) mean += static_cast<double>(x) * p[x];
    EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1, 1e-9);
    EXPECT_NEAR(mean / model.mean, 1, 1e-6);
  }
}

TEST(RunLength, OfAShewhartChartIsOneOverTheTail) {
  const CountModel model{2, 1e6};
  const auto p = probabilities(model);
  const double tail = 1 - std::accumulate(p.begin(), p.begin() + 6, 0.0);
  const double run = log_run_length(model, 5.5, [](double, double x) { return x; });
  EXPECT_NEAR(run, std::log(1 / tail), 1e-6);
}

/// Sums of x - 3 for Poisson counts of mean 2, absorbed at 5: solved over the integer states 0 to 4. The limit is such
/// that a step of 1 is 13 states wide.
TEST(RunLength, AgreesWithAnExactChain) {
  const CountModel model{2, 1e7};
  const auto p = probabilities(model);
  std::vector<double> run(5, 0);
  for (int sweep = 0; sweep < 20'000; ++sweep) {
    std::vector<double> next(5, 1);
    for (int i = 0; i < 5; ++i)
      for (int x = 0; x < static_cast<int>(p.size()) && i + x - 3 < 5; ++x)
        next[static_cast<std::size_t>(i)] +=
            p[static_cast<std::size_t>(x)] * run[static_cast<std::size_t>(std::max(0, i + x - 3))];
    run = next;
  }
  const double chain = log_run_length(model, 127 / 26.0, [](double s, double x) { return s + x - 3; });
  EXPECT_NEAR(std::exp(chain) / run[0], 1, 0.05);
}

TEST(RunLengthTable, InterpolatesBetweenItsCells) {
  int made = 0;
  RunLengthTable<4> table({0.1, 256}, [&](const CountModel& model) {
    ++made;
    return std::array<double, 4>{std::log(model.mean), std::log(model.size), 1, 2};
  });
  const auto values = table.at({3, 7});
  EXPECT_NEAR(values[0], std::log(3.0), 1e-9);
  EXPECT_NEAR(values[1], std::log(7.0), 1e-9);
  EXPECT_EQ(made, 4);
  table.at({3, 7});
  EXPECT_EQ(made, 4);
}

}  // namespace
}  // namespace outcry::detect
