// How rare a value of a statistic is in its own series: a tail over hourly maxima, learnt online.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace outcry::detect {

/// Peaks over threshold with three numbers: u (level that a block's maximum passes lam times a day), s (mean excess
/// over it) and the maximum p of the block under way. At the end of a block, with q = lam / blocks a day and the gain
/// g = 1 / min(n q + 3, 20) after n blocks,
///
///     p > u:   e = min(p - u, 8 s);   u += g s (1 - q);   s += g ((1 - xi) e - s)
///     else     u -= g s q
///
/// The first 24 blocks take u = c + s max(0, ln(0.5 / q)) with c, s the running mean and mean absolute deviation of
/// p. s is never below 0.1. The rate of a value y, in alarms a day, with z = (y - u) / s and the shape xi = 1/8 of a
/// generalised Pareto tail,
///
///     r = lam (1 + xi z)^(-1/xi)   for z > 0,      lam exp(-z) below
///
/// lam = 0.7 a day must exceed the rate that is asked by 3 or more and still leave 20 exceedances a month; 20 of them
/// are the memory of the gain. The shape is fixed: fitted freely it follows the last burst. Surges that were told are
/// learnt too: without them the scale would not know what this series can do. Units: alarms a day; y as it comes.
/// Source: Siffer et al. 2017, KDD (SPOT), made a stochastic approximation. Cost: one comparison a window, six
/// multiplications for a rate; 56 bytes.
class TailScale {
 public:
  static constexpr double kPerDay = 0.7;  ///< lam
  static constexpr double kShape = 1.0 / 8;
  static constexpr int kYoungBlocks = 24;

  /// One value of a window.
  void observe(double y) { highest_ = started_ && highest_ > y ? highest_ : y, started_ = true; }
  /// The block ends: its maximum is learnt.
  void close_block(double blocks_per_day);
  /// 1 / r: days to wait for this value or more, [1e-30, 1e30].
  double waiting_days(double y) const;
  /// Whether enough blocks were seen for a rate to mean anything.
  bool is_grown() const { return blocks_ >= kYoungBlocks; }

 private:
  void learn_young(double q);
  void learn_grown(double q);

  double level_ = 0;   ///< u
  double scale_ = 0;   ///< s
  double centre_ = 0;  ///< c, of the first blocks
  double deviation_ = 0;
  double highest_ = 0;  ///< p
  std::int64_t blocks_ = 0;
  bool started_ = false;
};

}  // namespace outcry::detect
