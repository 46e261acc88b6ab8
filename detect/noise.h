// How bursty a series is, scale by scale, and which wandering level explains it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "detect/lanes.h"
#include "detect/pace.h"

namespace outcry::detect {

/// The noise of one series: counts are negative binomial with size 1/k around a level whose logarithm
/// is the sum of two AR(1) parts of relative variance v and half-life in minutes.
struct NoiseFit {
  double k = 0.2;         ///< relative variance beyond Poisson without memory
  double v_short = 0.25;  ///< of the first part
  double half_life_short = 50;
  double v_long = 0;  ///< of the second part; 0 while none is fitted
  double half_life_long = 250;
  double marginal_excess = 0.45;  ///< V_1: all of it together, for charts that know no memory
  double half_hour_excess = 0.1;  ///< V at half an hour, for the baseline

  template <class A>
  void visit(A& archive) {
    archive(k, v_short, half_life_short, v_long, half_life_long, marginal_excess, half_hour_excess);
  }
};

/// g_w(f) and the prior by scale, which depend on the length of a window only: made once.
struct NoiseTables {
  static constexpr std::size_t kLevels = 11;
  static constexpr std::size_t kFits = kLevels - 1;
  static constexpr std::array<double, 8> kHalfLives{3, 6, 12, 25, 50, 100, 250, 700};  ///< minutes

  explicit NoiseTables(Pace pace);
  std::array<std::array<double, kFits>, kHalfLives.size()> g{};
  std::array<double, kLevels> prior_v{};
  std::size_t half_hour_level = 5;
};

/// Dispersion by scale, of one series: what the blocks of w = 1 to 1024 windows that are over added up to.
///
///     D = sum (x - m), E = sum m of a block;   V_w = sum(D^2 - E) / sum(E^2)    relative excess variance at scale w
///     c_w = 2 V_2w - V_w = sum_i v_i g_w(f_i),   g_w(f) = f ((1 - f^w) / (w (1 - f)))^2,   f = 2^(-1/half-life)
///
/// c_w is the covariance of neighbouring blocks and has no part without memory. One part is fitted over
/// half-lives {3,6,12,25,50,100,250,700} min by weighted least squares, weight n / (6 (1/E + V + 0.02)^2) at level
/// 2w; two parts (at least two steps apart) only when the weighted error falls by more than 4. k is what V_1 has
/// beyond one part. A prior of 432 windows (falling as 1/day after the first day) stands for 0.25 AR(60 min) + 0.2/w.
/// Half-life of the memory 21 days. z = 0.5 + 1.5 exp(-age / 3 days) standard errors are added to v, z/2 to k: what
/// is not known counts as noise. Cost: `fit` about 2,000 flops.
class Noise {
 public:
  struct Level {
    float excess = 0;  ///< sum (D^2 - E)
    float square = 0;  ///< sum E^2
    float mean = 0;    ///< sum E
    float n = 0;       ///< blocks
  };

  Level& level(std::size_t i) { return levels_[i]; }
  /// Takes over what another has learnt.
  void absorb(const Noise& other);
  void clear() { levels_ = {}; }
  /// `hours` since the last fit age the sums.
  NoiseFit fit(const NoiseTables& tables, double age_days, double hours);

  template <class A>
  void visit(A& archive) {
    for (Level& level : levels_) archive(level.excess, level.square, level.mean, level.n);
  }

 private:
  static constexpr std::size_t kLevels = NoiseTables::kLevels;
  struct Scale {
    double v = 0;     ///< V_w
    double n = 0;     ///< blocks, the prior's included
    double mean = 0;  ///< E of a block
  };

  void age(double hours);
  std::array<Scale, kLevels> scales(const NoiseTables& tables, double age_days) const;

  std::array<Level, kLevels> levels_{};
};

/// The same sums of eight series as they come in. A block of w windows begins where the number of the window is a
/// multiple of w, so that all lanes end their blocks together; one that holds a window which was not learnt from, or
/// not heard, is left out. Cost: two levels a window on average.
class FreshNoise {
 public:
  /// d = x - m with x clipped, e = m.
  void learn(std::int64_t window, const Lanes& d, const Lanes& e, const LaneBits& learnt);
  /// A window that nobody heard: blocks under way are left out.
  void interrupt();
  /// What a series has learnt since it was last taken.
  Noise take(std::size_t lane);

  template <class A>
  void visit(A& archive) {
    for (Level& level : levels_)
      archive(level.d, level.e, level.whole, level.excess, level.square, level.mean, level.n);
  }

 private:
  struct Level {
    Lanes d{};  ///< of the first half of the block under way
    Lanes e{};
    LaneBits whole{};  ///< nothing of it is missing
    Lanes excess{};
    Lanes square{};
    Lanes mean{};
    Lanes n{};
  };
  std::array<Level, NoiseTables::kLevels> levels_{};
};

}  // namespace outcry::detect
