// One service's series: its baseline, noise, level, and what is learnt from a window.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detect/baseline.h"
#include "detect/level.h"
#include "detect/noise.h"
#include "detect/shares.h"
#include "model/counts.h"

namespace outcry::detect {

/// Legal order: (expect learn? advance)*, and refit when due.
class Series {
 public:
  Series(Pace pace, double silent_windows);

  /// What the next count should be. `factor` is the window's exposure.
  Prediction expect(const WeekTime& when, double factor);
  /// Only for windows not under alarm.
  void learn(const WeekTime& when, double x, double factor, const Prediction& prediction, const ServiceCounts* counts);
  /// The window is not learnt from: neighbouring blocks of the noise are broken.
  void skip() { noise_.interrupt(); }
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
    archive(baseline_, noise_, fit_, level_, level_noise_, usual_, since_refit_, started_, age_days_);
  }

 private:
  Pace pace_;
  Baseline baseline_;
  Noise noise_;
  NoiseFit fit_;
  LevelState level_;
  LevelNoise level_noise_;
  UsualShares usual_;
  int since_refit_ = 0;
  bool started_ = false;
  double age_days_ = 0;
};

}  // namespace outcry::detect
