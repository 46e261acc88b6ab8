// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/random.h"

#include <bit>
#include <cmath>

namespace outcry::simulate {

namespace {

constexpr double kLn2 = 0.693147180559945309417232121458;

std::uint64_t splitmix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

/// By multiplication of uniforms; exact, and quick enough for small means.
std::uint32_t small_poisson(Random& random, double mean) {
  const double limit = portable_exp(-mean);
  std::uint32_t count = 0;
  for (double product = random.uniform(); product > limit; product *= random.uniform()) ++count;
  return count;
}

}  // namespace

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t state = a ^ std::rotl(b, 32) ^ 0x2545f4914f6cdd1dULL;
  splitmix(state);
  state ^= b;
  return splitmix(state);
}

std::uint64_t mix(std::uint64_t a, std::string_view b) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const char c : b) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(a, hash);
}

Random::Random(std::uint64_t seed, std::string_view stream) {
  std::uint64_t state = mix(seed, stream);
  for (auto& word : state_) word = splitmix(state);
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Random::uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

std::uint64_t Random::below(std::uint64_t n) {
  const std::uint64_t reject_from = ~std::uint64_t{0} - ~std::uint64_t{0} % n;
  std::uint64_t drawn = next();
  while (drawn >= reject_from) drawn = next();
  return drawn % n;
}

double Random::normal() {
  for (;;) {
    const double u = uniform(-1, 1);
    const double v = uniform(-1, 1);
    const double s = u * u + v * v;
    if (s < 1 && s > 0) return u * std::sqrt(-2 * portable_log(s) / s);
  }
}

double Random::gamma(double shape) {
  if (shape < 1) {
    const double power = portable_exp(portable_log(1 - uniform()) / shape);
    return gamma(shape + 1) * power;
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (portable_log(1 - uniform()) < 0.5 * x * x + d - d * v + d * portable_log(v)) return d * v;
  }
}

std::uint32_t Random::poisson(double mean) {
  constexpr double kStep = 16;
  std::uint32_t count = 0;
  for (; mean > kStep; mean -= kStep) count += small_poisson(*this, kStep);
  return mean > 0 ? count + small_poisson(*this, mean) : count;
}

std::uint32_t Random::negative_binomial(double mean, double size) {
  if (mean <= 0) return 0;
  return poisson(size > 0 ? mean * gamma(size) / size : mean);
}

std::size_t Random::weighted(std::span<const double> weights) {
  double total = 0;
  for (const double weight : weights) total += weight;
  double left = uniform() * total;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    left -= weights[i];
    if (left < 0) return i;
  }
  return last;
}

double portable_exp(double x) {
  const int halvings = static_cast<int>(std::floor(x / kLn2 + 0.5));
  const double rest = x - halvings * kLn2;
  double sum = 1;
  double term = 1;
  for (int i = 1; i < 20; ++i) {
    term *= rest / i;
    sum += term;
  }
  return std::ldexp(sum, halvings);
}

double portable_log(double x) {
  int exponent = 0;
  const double fraction = std::frexp(x, &exponent);
  const double ratio = (fraction - 1) / (fraction + 1);
  const double square = ratio * ratio;
  double sum = 0;
  double power = ratio;
  for (int i = 1; i < 60; i += 2) {
    sum += power / i;
    power *= square;
  }
  return 2 * sum + exponent * kLn2;
}

}  // namespace outcry::simulate
