// The count to be expected at this time of the week, from the past alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "detect/pace.h"
#include "model/time.h"

namespace outcry::detect {

/// A moment as the profile sees it (UTC).
struct WeekTime {
  std::size_t half_hour = 0;       ///< of the day, the bin that holds the moment, [0, 48)
  std::size_t weekday = 0;         ///< 0 = Monday
  std::size_t two_hour = 0;        ///< of the week, [0, 84)
  std::size_t nearer_half_hour{};  ///< the neighbour whose centre is nearer
  double own_share = 1;            ///< of `half_hour` in the interpolation between the two centres, [0.5, 1]

  /// False for one that a damaged snapshot holds.
  bool in_range() const { return half_hour < 48 && nearer_half_hour < 48 && weekday < 7 && two_hour < 84; }
  bool same_bins(const WeekTime& other) const {
    return half_hour == other.half_hour && nearer_half_hour == other.nearer_half_hour && two_hour == other.two_hour;
  }

  template <class A>
  void visit(A& archive) {
    archive(half_hour, weekday, two_hour, nearer_half_hour, own_share);
  }
};
WeekTime week_time(EventTime time);

/// What is known of the series' burstiness and of its kin.
struct BaselineContext {
  double half_hour_excess = 0;     ///< V_w at half an hour: relative excess variance, see noise.h
  double kin_rate_per_window = 0;  ///< usual rate of the services of its category; 0 = not known
};

/// Expected count of one window:
///
///     m = L d(t) w(day) q(two-hour)
///     L = (X + 0.5) / (N + 0.5 / kin rate)            X counts and N windows heard (half-life 14 days)
///     d: 48 half-hours, linear between their centres. First a Gaussian kernel of sd 2 h over the bins, shrunk to 1
///        by 2 phi counts (log sd 0.7); then each bin shrunk to that by 44 phi counts (log sd 0.15)
///     w: 7 weekdays, shrunk to 1 by min(1 + 14 (phi - 1), 20) / 0.25^2 counts (half-life 42 days)
///     q: 84 two-hours of the week, shrunk to 1 by (1 + 3 (phi - 1)) / 0.12^2 counts (half-life 42 days)
///     phi = 1 + n m V_n, n = windows in half an hour: variance/mean of half-hour sums; what a burst counts for
///
/// and its relative variance, which the charts add to the noise so that a young series is careful:
///
///     u = phi/(X + 0.5) + phi/(2 phi + kernel count) + 0.16 max(0, 1 - days the bin was seen / 2)
///         + 0.09 max(0, 1 - this weekday seen once)
///
/// Why so smooth: hour-of-week bins alone have seven numbers after seven weeks, and their steps cost 1.8 to
/// 2.1 times the asked alarms. Learn only from windows that were heard and not under alarm.
/// Cost: a few multiplications a window; `refit` about 3,000 flops, in a microsecond.
class Baseline {
 public:
  explicit Baseline(Pace pace) : pace_(pace) {}

  /// Counts of one window heard; `x` already clipped, `exposure` in (0, 1].
  void learn(const WeekTime& when, double x, double exposure);
  /// Windows in which this series was silent before it was first named: known zeros.
  void learn_silence(double windows);
  /// Recomputes the tables; to be called hourly (more often while young). `hours` since the last time age the counts.
  void refit(const BaselineContext& context, double hours);
  /// The level times `factor`: a new normal.
  void rescale(double factor);

  double expected(const WeekTime& when) const;
  /// What `expected` lies between as long as the time of the week stays in its bins, by `own_share`.
  struct Rates {
    double own = 0;
    double other = 0;
  };
  Rates rates(const WeekTime& when) const;
  double relative_variance(const WeekTime& when) const;
  double counts() const { return counts_; }
  double windows() const { return windows_; }
  double level() const { return level_; }

  template <class A>
  void visit(A& archive) {
    archive(counts_, windows_, day_x_, day_n_, weekday_x_, weekday_m_, weekday_n_, week_x_, week_m_, level_, phi_, day_,
            weekday_, week_, kernel_count_);
  }

 private:
  static constexpr std::size_t kDay = 48;
  static constexpr std::size_t kWeekdays = 7;
  static constexpr std::size_t kWeek = 84;

  double daily(const WeekTime& when) const;
  void age(double hours);
  void refit_day();
  void refit_week();

  Pace pace_;
  double counts_ = 0;
  double windows_ = 0;
  std::array<double, kDay> day_x_{};
  std::array<double, kDay> day_n_{};
  std::array<double, kWeekdays> weekday_x_{};
  std::array<double, kWeekdays> weekday_m_{};  ///< expected by level and day
  std::array<double, kWeekdays> weekday_n_{};
  std::array<double, kWeek> week_x_{};
  std::array<double, kWeek> week_m_{};  ///< expected by level, day and weekday
  double level_ = 0;
  double phi_ = 1;
  std::array<double, kDay> day_ = filled<kDay>();
  std::array<double, kWeekdays> weekday_ = filled<kWeekdays>();
  std::array<double, kWeek> week_ = filled<kWeek>();
  std::array<double, kDay> kernel_count_{};

  template <std::size_t N>
  static constexpr std::array<double, N> filled() {
    std::array<double, N> out{};
    out.fill(1);
    return out;
  }
};

}  // namespace outcry::detect
