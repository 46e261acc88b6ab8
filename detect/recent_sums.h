// What was counted and expected in the last minutes, fading: whether an outage goes on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detect/pace.h"
#include "model/counts.h"

namespace outcry::detect {

/// Sum that halves in a given time.
struct Fading {
  double x = 0;
  double m = 0;
  void add(double keep, double count, double expected) {
    x = keep * x + count;
    m = keep * m + expected;
  }
  /// Half a report is added to both sides, so that nothing is near nothing.
  bool below(double ratio) const { return x + 0.5 < ratio * (m + 0.5); }

  template <class A>
  void visit(A& archive) {
    archive(x, m);
  }
};

/// Two of them with the posts that say it is back. The slow one halves in 45 min; the fast one in the time in which the
/// outage gave three reports, within [5, 45] min, so that a pause between reports of a sparse service does not pass for
/// its end.
class RecentSums {
 public:
  /// Begins anew with a half-life for this many reports a minute; windows are then added from the past on.
  void begin(double reports_per_minute, const Pace& pace);
  /// Null: nobody named the service.
  void add(const ServiceCounts* counts, double expected);

  bool near_normal() const;
  /// More than thrice the expected again.
  bool high() const;
  /// The slow sum is back, too.
  bool long_normal() const;
  /// More say that it is back than that it fails, and a quarter of the `peak` reporters of a window is left.
  bool told_to_be_back(double peak) const;

  const Fading& fast() const { return fast_; }
  double half_life() const { return half_life_; }
  double recoveries() const { return recoveries_; }

  template <class A>
  void visit(A& archive) {
    archive(slow_, fast_, recoveries_, half_life_, slow_keep_, fast_keep_);
  }

 private:
  Fading slow_;
  Fading fast_;
  double recoveries_ = 0;
  double half_life_ = 10;  ///< of the fast sum, minutes
  double slow_keep_ = 0;   ///< what remains after one window
  double fast_keep_ = 0;
};

}  // namespace outcry::detect
