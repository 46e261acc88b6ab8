// Numbers by chance that are the same on every machine: generator and distributions of our own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace outcry::simulate {

/// xoshiro256** (Blackman and Vigna 2018), seeded through splitmix64. The distributions are written out here
/// because those of the standard library differ from one library to the next; the target is built without
/// contraction of floating-point operations and no expression draws twice (the order would be the compiler's), so that
/// the same seed gives the same archive everywhere.
class Random {
 public:
  /// `stream` names what the numbers are for: one stream never disturbs another.
  Random(std::uint64_t seed, std::string_view stream);

  std::uint64_t next();
  /// In [0, 1).
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// In [0, n); n >= 1.
  std::uint64_t below(std::uint64_t n);
  bool chance(double probability) { return uniform() < probability; }

  /// Mean 0, variance 1 (Marsaglia's polar method).
  double normal();
  /// Mean `shape`, variance `shape` (Marsaglia and Tsang 2000); shape > 0.
  double gamma(double shape);
  /// Mean 0 gives 0.
  std::uint32_t poisson(double mean);
  /// Variance mean + mean^2 / size; size 0 means a plain Poisson count.
  std::uint32_t negative_binomial(double mean, double size);

  /// An index, each as likely as its weight. At least one weight is positive.
  std::size_t weighted(std::span<const double> weights);

 private:
  std::array<std::uint64_t, 4> state_{};
};

/// A well mixed number made of two, for identities that must not depend on the order of events.
std::uint64_t mix(std::uint64_t a, std::uint64_t b);
std::uint64_t mix(std::uint64_t a, std::string_view b);

/// e^x and ln x by series of their own: equal to the last bit everywhere.
double portable_exp(double x);
double portable_log(double x);

}  // namespace outcry::simulate
