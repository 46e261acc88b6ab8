// One service's series: its baseline, noise, level, and what is learnt from a window.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>

#include "detect/baseline.h"
#include "detect/level.h"
#include "detect/noise.h"
#include "detect/shares.h"
#include "model/counts.h"

namespace outcry::detect {

/// What was counted in one half-hour and is not learnt yet.
struct PendingHalfHour {
  WeekTime when;
  double x = 0;
  double n = 0;
  std::int64_t since = 0;  ///< age in windows of its first window

  template <class A>
  void visit(A& archive) {
    archive(when.half_hour, when.weekday, when.two_hour, when.nearer_half_hour, when.own_share, x, n, since);
  }
};

/// From the second day on the series learns 6 to 12 hours late, and forgets the counts since the onset when an alarm
/// comes: a slow ramp is not taken for the usual while it climbs. On the first day it learns at once, since it knows
/// nothing else.
///
/// Legal order: (expect learn? advance)*, and refit when due.
class Series {
 public:
  Series(Pace pace, double silent_windows);

  /// What the next count should be. `factor` is the window's exposure.
  Prediction expect(const WeekTime& when, double factor);
  /// Only for windows not under alarm.
  void learn(const WeekTime& when, double x, double factor, const Prediction& prediction, const ServiceCounts* counts);
  /// The window is not learnt from: neighbouring blocks of the noise are broken.
  void skip() { fresh_noise_.interrupt(); }
  /// An alarm: of the counts that wait to be learnt, those of its last `windows` belong to it. The noise keeps
  /// them, clipped: bursts before a false alarm are what it must know of.
  void discard_pending(std::int64_t windows);
  /// The level takes the count in and moves on to the next window.
  void advance(double x, const Prediction& prediction);
  void refit(const NoiseTables& tables, double kin_rate_per_window, double age_days);
  bool refit_due(double age_days) const;
  void tick() { ++since_refit_; }
  /// A new normal.
  void rescale(double factor);

  double expected(const WeekTime& when) const { return baseline_.expected(when); }
  const LevelNoise& noise() const { return level_noise_; }
  const LevelState& level() const { return level_; }
  const NoiseFit& fit() const { return fit_; }
  const UsualShares& usual() const { return usual_; }
  double counts() const { return baseline_.counts(); }
  double windows() const { return baseline_.windows(); }

  template <class A>
  void visit(A& archive) {
    archive(baseline_, noise_, fresh_noise_, late_noise_, pending_, fit_, level_, level_noise_, usual_, since_refit_,
            since_epoch_, learnt_, started_, age_days_, noise_bin_, stale_noise_, reported_);
  }

 private:
  void wait(const WeekTime& when, double x, double factor);
  void turn_epoch();

  Pace pace_;
  Baseline baseline_;
  Noise noise_;        ///< learnt
  Noise late_noise_;   ///< of the last epoch but one, waits
  Noise fresh_noise_;  ///< of the epoch under way, waits
  std::deque<PendingHalfHour> pending_;
  NoiseFit fit_;
  LevelState level_;
  LevelNoise level_noise_;
  UsualShares usual_;
  int since_refit_ = 0;
  int since_epoch_ = 0;
  std::int64_t learnt_ = 0;  ///< windows offered for learning
  bool started_ = false;
  double age_days_ = 0;
  std::size_t noise_bin_ = 0;  ///< half-hour for which `level_noise_` was computed
  bool stale_noise_ = true;
  bool reported_ = false;  ///< somebody reported since the last refit
};

}  // namespace outcry::detect
