// One window of eight series, as every chart sees it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "detect/lanes.h"
#include "detect/level.h"

namespace outcry::detect {

/// A series' block and its lane there.
struct LanePlace {
  std::size_t block = 0;
  std::size_t lane = 0;

  explicit LanePlace(std::size_t series) : block(series / kLanes), lane(series % kLanes) {}
};

/// One window of eight series, as every chart sees it.
struct Observation {
  std::int64_t window = 0;  ///< number of the window, rising by one
  double age_days = 0;      ///< of all that is known
  Lanes x{};                ///< reporters
  LevelState level;         ///< before x was known
  Prediction prediction;    ///< likewise
  LevelNoise noise;
  Lanes marginal_excess{};  ///< relative variance beyond Poisson of a window about the baseline
  LaneBits counted{};       ///< not under alarm: the chart may learn its own history from it

  /// Nothing is counted in it.
  bool in_first_hour() const { return age_days * 24 < 1; }
};

}  // namespace outcry::detect
