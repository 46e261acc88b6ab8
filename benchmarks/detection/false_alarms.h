// How many false alarms are told, of those that were asked for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "benchmarks/detection/effort.h"
#include "benchmarks/detection/noises.h"

namespace outcry::benchmarks {

/// Alarms of a stretch of days, over all series. Told is what opens an incident; one that reopens within the
/// cool-down is the same incident and not told again.
struct AlarmCount {
  double told = 0;
  double squares = 0;  ///< sum over the series of what each told, squared
  double days = 0;     ///< of all series
  double series = 0;

  void add(double alarms, double over_days);
  /// Told over asked.
  double ratio(double asked_days) const { return told * asked_days / days; }
  /// Standard error of the ratio by the spread between series; that of one alarm where none was told.
  double error(double asked_days) const;
};

struct PromiseKept {
  AlarmCount young;  ///< days 0 to 14
  AlarmCount later;  ///< from day 14 on

  /// From day 14 on, in windows; the asked one where no alarm was told.
  double run_length(double asked_days) const;
};

using KeptByAsked = std::array<PromiseKept, kAskedDays.size()>;

/// By noise. Whatever is asked, a series has the same counts.
std::vector<KeptByAsked> false_alarms(const std::vector<Noise>& noises, const Effort& effort);

}  // namespace outcry::benchmarks
