// Average run length of a chart on negative binomial counts, by Markov chain, and a table of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace outcry::detect {

/// Independent counts: mean, and size r (variance = mean + mean^2 / r).
struct CountModel {
  double mean = 1;
  double size = 10;
};

/// P(x = 0), P(x = 1), ... until 1 - 1e-13 is reached. mean at most 1,000.
std::vector<double> probabilities(const CountModel& model);

/// ln of the average number of windows until a statistic that starts at 0 reaches h. The statistic lives in [0, h);
/// `next(state, x)` is its value after a count of x, 0 where that is negative. The interval is cut into 64 states and
/// the run length is the solution of (I - Q) a = 1. Good where one step moves by more than h/64. Source: Brook and
/// Evans 1972, Biometrika 59:539. Cost: one LU of 64 x 64, about 0.1 ms.
double log_run_length(const CountModel& model, double h, const std::function<double(double, double)>& next);

/// Values that depend on (mean, size), computed at the points of a grid when they are first asked for and
/// interpolated in ln mean (steps of ln 2) and ln size (steps of ln 3). Deterministic: a cell is a function of its
/// place, not of when it is asked.
template <std::size_t N>
class RunLengthTable {
 public:
  using Values = std::array<double, N>;
  struct Range {
    double least_mean = 0.1;
    double most_mean = 256;
  };

  RunLengthTable(Range range, std::function<Values(const CountModel&)> make) : range_(range), make_(std::move(make)) {}

  Values at(const CountModel& model);

 private:
  const Values& cell(int i, int j);

  Range range_;
  std::function<Values(const CountModel&)> make_;
  std::map<std::pair<int, int>, Values> cells_;
};

extern template class RunLengthTable<4>;
extern template class RunLengthTable<12>;

}  // namespace outcry::detect
