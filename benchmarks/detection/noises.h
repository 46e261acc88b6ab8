// Simulated reporters of one service: counts a minute, the same on every machine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace outcry::benchmarks {

inline constexpr std::int64_t kDayMinutes = 24 * 60;

/// What is usual for a service, by minutes since the start of its feed:
///
///     usual(t) = mean d(t),   d(t) = exp(ln 3 sin(2 pi t / day)) / I_0(ln 3): from 3 to 1/3, nine to one; or 1
///     x ~ Poisson or negative binomial of mean usual(t) exp(z - level_sd^2 / 2)
///     z an AR(1) of standard deviation level_sd whose memory halves in 30 minutes
struct Noise {
  std::string name;
  double mean = 1;      ///< reporters a minute
  int size = 0;         ///< of the negative binomial: variance = mean + mean^2 / size; 0 = Poisson
  double level_sd = 0;  ///< of the logarithm of the rate
  bool is_cyclic = false;
  bool is_timed = false;  ///< surges in it are timed; the optimum is known where level_sd is 0

  double usual(std::int64_t minute) const;
};

/// All that are measured, by kind and mean.
std::vector<Noise> noises();

/// Deviates by inversion from the bits of a generator that the standard defines to the last.
class Random {
 public:
  /// The same four numbers give the same deviates.
  Random(std::uint64_t noise, std::uint64_t series, std::uint64_t surge = 0, std::uint64_t times = 0);

  double uniform();  ///< (0, 1)
  double normal();
  /// Of mean 1 and whole size: a sum of exponentials.
  double gamma(int size);
  std::uint32_t poisson(double mean);
  /// [0, n)
  std::int64_t below(std::int64_t n);

 private:
  std::uint32_t small_poisson(double mean);

  std::mt19937_64 engine_;
};

/// The counts of one service, minute by minute.
class Counts {
 public:
  Counts(const Noise& noise, Random random, std::int64_t minute = 0);
  /// Of the next minute; `times` the usual.
  std::uint32_t next(double times = 1);

 private:
  Noise noise_;
  Random random_;
  std::int64_t minute_;
  double level_ = 0;  ///< z
};

}  // namespace outcry::benchmarks
