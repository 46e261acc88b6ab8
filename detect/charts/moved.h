// When what was looked up for a mean and a variance must be looked up again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detect/lanes.h"

namespace outcry::detect {

/// Which lanes are a tenth off the mean or the excess variance remembered, which is replaced.
OUTCRY_LANES LaneBits moved(Lanes& mean, const Lanes& new_mean, Lanes& excess, const Lanes& new_excess) {
  constexpr float kMoved = 1.1F;
  const LaneBits which = (new_mean > mean * kMoved) | (new_mean * kMoved < mean) | (new_excess > excess * kMoved) |
                         (new_excess * kMoved < excess);
  mean = which ? new_mean : mean;
  excess = which ? new_excess : excess;
  return which;
}

}  // namespace outcry::detect
