// When what was looked up for a mean and a variance must be looked up again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detect/lanes.h"

namespace outcry::detect {

OUTCRY_LANES LaneBits moved(Lanes before, Lanes now) {
  constexpr float kMoved = 1.1F;
  return (now > before * kMoved) | (now * kMoved < before);
}

/// f(lane) for every lane whose mean or excess variance is a tenth off the one remembered, which is replaced.
template <class F>
OUTCRY_LANES void each_moved(Lanes& mean, const Lanes& new_mean, Lanes& excess, const Lanes& new_excess, F&& f) {
  const LaneBits which = moved(mean, new_mean) | moved(excess, new_excess);
  if (!any(which)) return;
  mean = which ? new_mean : mean;
  excess = which ? new_excess : excess;
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    if (which[lane] != 0) f(lane);
}

}  // namespace outcry::detect
