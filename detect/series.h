// One service's series: what it has learnt, and what waits to be learnt.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "detect/baseline.h"
#include "detect/noise.h"
#include "model/counts.h"
#include "model/shares.h"

namespace outcry::detect {

/// What was counted in one half-hour and is not learnt yet.
struct PendingHalfHour {
  WeekTime when;
  double x = 0;
  double n = 0;            ///< windows, as far as they were heard
  std::int64_t since = 0;  ///< age in windows learnt of its first window

  template <class A>
  void visit(A& archive) {
    archive(when, x, n, since);
  }
};

/// From the second day on the series learns 6 to 12 hours late, and forgets the counts since the onset when an alarm
/// comes: a slow ramp is not taken for the usual while it climbs. On the first day it learns at once, every ten
/// minutes to an hour, since it knows nothing else. This is the part that changes at the end of such an epoch; what
/// changes with every window stands in series_bank.h.
class Series {
 public:
  /// `silent_windows`: in which nobody reported before the first reporter.
  Series(Pace pace, double silent_windows) : pace_(pace), baseline_(pace) { baseline_.learn_silence(silent_windows); }

  /// Windows of an epoch.
  static int epoch(const Pace& pace, double age_days);

  /// A half-hour is over.
  void wait(PendingHalfHour pending) { pending_.push_back(pending); }
  /// Of the half-hours that wait, those of the last `windows` of `learnt` belong to an alarm. The noise keeps them,
  /// clipped: bursts before a false alarm are what it must know of.
  void discard_pending(std::int64_t windows, std::int64_t learnt);
  /// An epoch is over: learns what is ripe. `fresh`: the noise of the epoch; `learnt`: windows learnt from so far.
  void turn_epoch(const Noise& fresh, std::int64_t learnt, double age_days);
  /// `hours` since the last time age what is known.
  void refit(const NoiseTables& tables, double kin_rate_per_window, double age_days, double hours);
  /// A new normal.
  void rescale(double factor) { baseline_.rescale(factor); }

  const Baseline& baseline() const { return baseline_; }
  const NoiseFit& fit() const { return fit_; }
  const UsualShares& usual() const { return usual_; }
  UsualShares& usual() { return usual_; }

  /// False for what a damaged snapshot holds.
  bool consistent() const {
    return std::ranges::all_of(pending_, [](const PendingHalfHour& pending) { return pending.when.in_range(); });
  }

  template <class A>
  void visit(A& archive) {
    archive(baseline_, noise_, late_noise_, pending_, fit_, usual_);
  }

 private:
  Pace pace_;
  Baseline baseline_;
  Noise noise_;       ///< learnt
  Noise late_noise_;  ///< of the epoch before, waits
  std::deque<PendingHalfHour> pending_;
  NoiseFit fit_;
  UsualShares usual_;
};

}  // namespace outcry::detect
