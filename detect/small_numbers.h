// exp and log1p that are cheap near zero, where a sparse series spends its life.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace outcry::detect {

/// exp(x); within 0.15 of zero by seven terms of its series (relative error below 1e-11).
inline double quick_exp(double x) {
  if (x > 0.15 || x < -0.15) return std::exp(x);
  return 1 + x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5 * (1 + x / 6 * (1 + x / 7))))));
}

/// ln(1 + x); within 0.1 of zero by eight terms of its series (error below 2e-10).
inline double quick_log1p(double x) {
  if (x > 0.1 || x < -0.1) return std::log1p(x);
  return x *
         (1 - x * (1.0 / 2 - x * (1.0 / 3 - x * (1.0 / 4 - x * (1.0 / 5 - x * (1.0 / 6 - x * (1.0 / 7 - x / 8)))))));
}

}  // namespace outcry::detect
