// How rare a surge of counts is in its own series, on one scale for all series: what `outcry score` prints.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "detect/pace.h"
#include "detect/tail_scale.h"

namespace outcry::detect {

/// Fifteen views of a window, each on the scale of its own tail, joined into one rate:
///
///     mu    expected count: EW mean, half-life 7 days, beside an hour of the 14-day mean; from the second day counts
///     are clipped at
///           mu + 3 sqrt(mu + 0.3 mu^2) before they are learnt, so that a burst cannot teach the level
///     S, M  sums of the last k counts and of their mu, k for 5, 15, 30, 60 and 120 minutes (bursts last that long),
///     one window more
///           than the scale before at least
///     residuals   2 (sqrt(S + 3/8) - sqrt(M + 3/8)),   ln((S + 2) / (M + 2)),   (S - M) / sqrt(M + 1)
///     score = log10(mean of 1/r)     over the 15 views, r the rate of each by its tail (tail_scale.h), alarms a day
///
/// so score = -log10 of the alarms a day to expect at this or more in this series: the harmonic mean of the rates lets
/// any one view speak, and several that agree count more. Residuals are not divided by a local scale: a burst inflates
/// its own scale (costs 13 to 17 of 88 NAB points), and the tail calibrates already. No time of day: the profile of
/// the charts (baseline.h) is the place for it, and a profile of a week needs about eight weeks before it helps here.
///
/// Told once: a surge is told when its score passes the limit, and again only when it is ten times rarer than what was
/// told in the last 24 hours. No parameter is set by hand for a series. In the first 24 hours a reading
/// is not `is_grown` and means nothing. Cost of a five-minute window: 15 tails and residuals, 50 additions; 1.4 kB a
/// series, most of it two rings of two hours.
class Surge {
 public:
  static constexpr std::size_t kScales = 5;
  static constexpr std::size_t kKinds = 3;  ///< of residuals, in the order above
  static constexpr std::uint32_t kAllViews = (1U << kScales * kKinds) - 1;

  /// `views`: which of the fifteen speak, bit (scale * kKinds + kind); fewer than all are for measuring what each adds.
  explicit Surge(Pace pace, std::uint32_t views = kAllViews);

  struct Reading {
    double expected = 0;    ///< mu
    double score = 0;       ///< -log10(alarms a day), [-30, 30]
    bool is_grown = false;  ///< a day was seen: the score means something
  };
  /// One window heard, in order.
  Reading observe(double count);
  /// A window that nobody heard: sums begin anew, nothing is learnt.
  void skip();

 private:
  using Residuals = std::array<double, kKinds>;

  struct Mean {
    double sum = 0;
    double weight = 0;

    void add(double x, double keep) {
      sum = sum * keep + x;
      weight = weight * keep + 1;
    }
    double value() const { return weight > 0 ? sum / weight : 0; }
  };

  double expected() const;
  void learn(double count, double mu);
  void remember(double count, double mu);
  Residuals residuals(std::size_t windows) const;
  bool speaks(std::size_t view) const { return (views_ >> view & 1U) != 0; }

  Pace pace_;
  std::uint32_t views_;
  std::array<std::size_t, kScales> scales_{};
  std::int64_t block_windows_ = 1;
  std::vector<double> counts_;  ///< ring of the last windows, the longest scale of them
  std::vector<double> means_;
  Mean fast_;
  Mean slow_;
  std::array<TailScale, kScales * kKinds> tails_{};
  std::int64_t windows_ = 0;  ///< observed
  std::size_t heard_ = 0;     ///< without a gap, at most the longest scale
};

/// The rule of one telling: whether a score is told, and what it counts for when it is not.
class ToldOnce {
 public:
  /// `limit`: the score from which is told, -log10 of the alarms a day that are asked.
  ToldOnce(Pace pace, double limit) : day_(pace.windows(24 * 60)), limit_(limit) {}

  double limit() const { return limit_; }
  bool tells(std::int64_t window, double score);
  /// The score when it is told, else held just below the limit.
  double held(bool told, double score) const { return told || score < limit_ ? score : limit_ - 0.01; }

 private:
  static constexpr double kTenTimesRarer = 1;

  std::int64_t day_;
  double limit_;
  std::int64_t told_at_ = 0;
  double highest_ = 0;
  bool has_told_ = false;
};

}  // namespace outcry::detect
