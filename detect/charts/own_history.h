// The interval of a Shiryaev-Roberts chart from the promise and from the series' own excursions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detect/pace.h"

namespace outcry::detect {

/// exp(-M) has rate 1 in its tail when the predictive density is right, so one excursion a day is expected above
/// h = ln(windows per day). A series that is burstier than any model has more of them, or longer ones:
///
///     M > h opens an excursion, M < h - 2 for 30 minutes closes it
///     n excursions (n_u ended below H), E = sum (min(max M, H) - h), T windows
///     lam = (3 + n) / (3 windows per day + T);   w = min(1, (10 + n_u) / (10 + E))
///     H = max(ln W - 1.4, h + (ln lam + ln W) / w),   W = promised windows
///
/// Own history is shrunk hard (3 days, 10 nats) and may lower the interval by at most 1.4 nats, which takes back the
/// overshoot. Counted from day 2 on; half-life 45 days after day 28. A told alarm is censored at H, so that a real
/// outage hardly raises H. What was counted at an open incident is left out by the caller.
class OwnHistory {
 public:
  /// Days before anything is counted.
  static constexpr double kFirstDay = 2;
  /// h
  static double day_limit(const Pace& pace);

  /// `windows` have passed since the last call, each below h but for the last, whose statistic is given. True when the
  /// threshold may be another.
  bool observe(double m_statistic, int windows, double age_days, double log_promise, const Pace& pace);
  double threshold(double log_promise, const Pace& pace) const;
  /// An excursion is under way: every window must be observed.
  bool inside() const { return inside_; }
  /// False alarms per window at which a statistic of this value would just fire.
  double rate(double m_statistic, const Pace& pace) const;

  template <class A>
  void visit(A& archive) {
    archive(windows_, excursions_, uncensored_, excess_, inside_, highest_, quiet_, since_);
  }

 private:
  double arrival(const Pace& pace) const;
  double tail() const;
  void close(double h, double limit);
  void forget(const Pace& pace);

  double windows_ = 0;
  double excursions_ = 0;
  double uncensored_ = 0;
  double excess_ = 0;
  bool inside_ = false;
  double highest_ = 0;
  int quiet_ = 0;
  int since_ = 0;  ///< windows since the sums were aged
};

}  // namespace outcry::detect
