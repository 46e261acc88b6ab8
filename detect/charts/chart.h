// The contract of a control chart over all series.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "detect/observation.h"
#include "detect/pace.h"
#include "detect/snapshot.h"

namespace outcry::detect {

struct ChartOptions {
  Pace pace{std::chrono::seconds{60}};
  double promised_windows = 129'600;  ///< mean run length to a false alarm that is asked for, in windows
};

/// What a chart says after a window.
struct Reading {
  double value = 0;
  double threshold = 0;
  double false_alarms_per_day = 0;  ///< at which rate this value or more would come by chance
  std::int64_t onset = 0;           ///< first window of the excursion under way, by the winning design shift
  std::int64_t onset_from = 0;      ///< earliest and latest onset by the shifts that are nearly as likely
  std::int64_t onset_to = 0;
  double shift = 0;       ///< design shift that wins, 0 where the chart has none
  bool may_fire = false;  ///< the last window had a report, and the series is an hour old

  bool fires() const { return may_fire && value >= threshold; }
};

/// A control chart: all its state for all series, in blocks of eight (observation.h). Contract
/// (tests/detect/charts/chart_contract_test.cc): counts nothing in the first hour; silent on constant input; no NaN
/// whatever comes; a surge x10 fires, sooner the larger it is; snapshot then restore is the identity; the run length on
/// counts of its own model is in the band that its header states; what one lane gets does not touch its neighbours.
/// Legal order: resize (update of every block | reset)*
class Chart {
 public:
  virtual ~Chart() = default;
  virtual std::string_view name() const = 0;
  virtual void resize(std::size_t n_series) = 0;
  /// One window heard. Blocks that differ may be updated at once.
  virtual void update(std::size_t block, const Observation& observation) = 0;
  /// Of a series after the last update.
  virtual Reading reading(std::size_t series) const = 0;
  /// Starts anew: an incident ended, or a new normal was taken.
  virtual void reset(std::size_t series) = 0;
  /// "shift x3, size 4.2": for people.
  virtual std::string parameters(std::size_t series) const = 0;
  virtual void save(SnapshotWriter& archive) = 0;
  virtual void load(SnapshotReader& archive) = 0;
};

}  // namespace outcry::detect
