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
/// outage hardly raises H.
class OwnHistory {
 public:
  /// `told`: an incident is open, or was opened by this window.
  void observe(double m_statistic, double age_days, double log_promise, const Pace& pace);
  double threshold(double log_promise, const Pace& pace) const;
  /// The same, at most an hour old: what the chart compares with.
  double limit(double log_promise, const Pace& pace) { return known_ ? limit_ : refresh(log_promise, pace); }
  /// False alarms per window at which a statistic of this value would just fire.
  double rate(double m_statistic, const Pace& pace) const;

  template <class A>
  void visit(A& archive) {
    archive(windows_, excursions_, uncensored_, excess_, inside_, highest_, quiet_, limit_, known_, since_);
  }

 private:
  double arrival(const Pace& pace) const;
  double tail() const;
  void close(double h, double limit);
  void forget(const Pace& pace);
  double refresh(double log_promise, const Pace& pace);

  double windows_ = 0;
  double excursions_ = 0;
  double uncensored_ = 0;
  double excess_ = 0;
  bool inside_ = false;
  double highest_ = 0;
  int quiet_ = 0;
  double limit_ = 0;
  bool known_ = false;
  int since_ = 0;  ///< windows since the sums were aged and the limit was computed
};

}  // namespace outcry::detect
