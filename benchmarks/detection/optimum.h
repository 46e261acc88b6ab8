// The least delay to be had: a chart that knows everything.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "benchmarks/detection/noises.h"
#include "detect/charts/run_length.h"

namespace outcry::benchmarks {

/// A surge, and what is usual before it.
struct Surge {
  std::int64_t minute = 0;  ///< of the first count
  std::size_t quiet = 0;    ///< counts before it begins
  std::vector<std::uint32_t> counts;
};

/// CUSUM on the likelihood ratio of the true surge, with the true mean of every minute and the true size:
///
///     S <- max(0, S + ln p(x; times usual) / p(x; usual)),   alarm when S >= h
///
/// No other chart is quicker at the same run length when the surge comes at the worst moment (Moustakides 1986, Ann.
/// Stat. 14:1379); averaged over moments it is within a few percent of the best. Only for noise of level_sd 0.
class Optimum {
 public:
  /// h is the least limit whose average run length is `run_length` windows. On a cycle the rate of alarms is averaged
  /// over the day: what the chart remembers is short beside it.
  Optimum(const Noise& noise, double times, double run_length);

  double limit() const { return limit_; }
  /// Counts of the surge until the alarm, that of the alarm included; 0 when none comes. An alarm before the surge is
  /// false and starts it anew.
  std::size_t delay(const Surge& surge) const;

 private:
  Noise noise_;
  double times_;
  double limit_;
};

/// ln of the average run length of this CUSUM on a steady mean, by Markov chain: 200 states in [0, h), a value between
/// two states goes to both so that its mean is kept. (`log_run_length` of run_length.h rounds to 64 states, which is
/// too coarse when a quiet window moves the sum by less than a few of them.) Source: Brook and Evans 1972, Biometrika
/// 59:539.
double log_cusum_run(const detect::CountModel& model, double times, double limit);

}  // namespace outcry::benchmarks
