// How late a surge is told.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "benchmarks/detection/effort.h"
#include "benchmarks/detection/false_alarms.h"
#include "benchmarks/detection/noises.h"

namespace outcry::benchmarks {

/// A surge lasts this long at most; what is not told by then is missed, and counts as this in a mean.
inline constexpr std::size_t kLongestSurge = 300;
inline constexpr std::size_t kSoon = 30;

/// Minutes from the beginning of a surge to the end of the window in which it is told: 1 = in the first.
struct Delays {
  double surges = 0;
  double sum = 0;
  double late = 0;    ///< not within kSoon
  double missed = 0;  ///< not at all

  /// 0 = not told.
  void add(std::size_t delay);
  double mean() const { return sum / surges; }
};

struct DelayCell {
  Delays opened;
  Delays suspected;  ///< the earlier of suspected and opened
  Delays optimum;    ///< of the same surges

  /// Delays of one surge.
  void add(std::size_t of_opened, std::size_t of_suspected, std::size_t of_optimum);
  double ratio() const { return opened.mean() / optimum.mean(); }
};
using DelayRow = std::array<std::array<DelayCell, kAskedDays.size()>, kTimes.size()>;

/// By noise; those that are not timed stay empty. Forty series learn for 15 days, and longer while an incident is live
/// (eight were too few: what each has learnt of its noise moved a ratio by a tenth). From that state all their surges
/// begin, after a quiet time of up to six hours (a day on a cycle), which detector and optimum hear alike. A surge
/// before which an alarm was told is left out. The optimum has the run length that was measured for the detector.
std::vector<DelayRow> delays(const std::vector<Noise>& noises, const std::vector<KeptByAsked>& kept,
                             const Effort& effort);

}  // namespace outcry::benchmarks
