// The rising factorial in logarithms, which negative binomial probabilities are made of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace outcry::detect {

/// ln(r (r + 1) ... (r + x - 1)) for r > 0 and a count x; few factors are cheaper than two gamma functions.
inline double log_rising(double r, double x) {
  constexpr double kFewFactors = 24;
  if (x > kFewFactors) return std::lgamma(r + x) - std::lgamma(r);
  double sum = 0;
  for (double k = 0; k < x; ++k) sum += std::log(r + k);
  return sum;
}

}  // namespace outcry::detect
