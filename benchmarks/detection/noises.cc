#include "benchmarks/detection/noises.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>
#include <utility>

namespace outcry::benchmarks {
namespace {

constexpr double kLogSwing = 1.0986122886681098;   // ln 3
constexpr double kMeanSwing = 1.3252762518623382;  // I_0(ln 3)
constexpr double kHalfLife = 30;
constexpr double kInvertible = 30;
constexpr double kBit = 0x1p-53;

void add(std::vector<Noise>& out, const Noise& kind, std::initializer_list<double> means,
         std::initializer_list<double> timed = {}) {
  for (const double mean : means) {
    Noise noise = kind;
    noise.mean = mean;
    noise.is_timed = std::ranges::find(timed, mean) != timed.end();
    out.push_back(std::move(noise));
  }
}

std::mt19937_64 seeded(std::initializer_list<std::uint64_t> numbers) {
  std::seed_seq seed(numbers.begin(), numbers.end());
  return std::mt19937_64(seed);
}

}  // namespace

double Noise::usual(std::int64_t minute) const {
  if (!is_cyclic) return mean;
  const double turn = static_cast<double>(minute % kDayMinutes) / static_cast<double>(kDayMinutes);
  return mean * std::exp(kLogSwing * std::sin(2 * std::numbers::pi * turn)) / kMeanSwing;
}

std::vector<Noise> noises() {
  std::vector<Noise> out;
  const std::initializer_list<double> timed{0.1, 0.5, 2, 10, 50};
  add(out, {.name = "Poisson"}, {0.05, 0.1, 0.5, 1, 2, 10, 20, 50}, timed);
  add(out, {.name = "negative binomial, size 5", .size = 5}, {0.05, 0.1, 0.5, 1, 2, 10, 20, 50}, timed);
  add(out, {.name = "negative binomial, size 1", .size = 1}, {0.1, 0.5, 1, 2, 10, 20, 50}, timed);
  add(out, {.name = "log-rate AR(1), sd 0.2", .level_sd = 0.2}, {1, 20});
  add(out, {.name = "log-rate AR(1), sd 0.4", .level_sd = 0.4}, {1, 20});
  add(out, {.name = "cycle 9:1", .is_cyclic = true}, {1, 20}, {1, 20});
  add(out, {.name = "cycle 9:1, size 5, AR(1) sd 0.2", .size = 5, .level_sd = 0.2, .is_cyclic = true}, {1, 20});
  return out;
}

Random::Random(std::uint64_t noise, std::uint64_t series, std::uint64_t surge, std::uint64_t times)
    : engine_(seeded({20'260'302, noise, series, surge, times})) {}

double Random::uniform() { return (static_cast<double>(engine_() >> 11U) + 0.5) * kBit; }

double Random::normal() {
  const double radius = std::sqrt(-2 * std::log(uniform()));
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

double Random::gamma(int size) {
  double product = 1;
  for (int i = 0; i < size; ++i) product *= uniform();
  return -std::log(product) / size;
}

std::uint32_t Random::poisson(double mean) {
  std::uint32_t sum = 0;
  for (; mean > kInvertible; mean -= kInvertible) sum += small_poisson(kInvertible);
  return sum + small_poisson(mean);
}

std::uint32_t Random::small_poisson(double mean) {
  double p = std::exp(-mean);
  double left = uniform() - p;
  std::uint32_t x = 0;
  while (left > 0 && p > 0) {
    p *= mean / ++x;
    left -= p;
  }
  return x;
}

std::int64_t Random::below(std::int64_t n) { return static_cast<std::int64_t>(uniform() * static_cast<double>(n)); }

Counts::Counts(const Noise& noise, Random random, std::int64_t minute)
    : noise_(noise), random_(random), minute_(minute) {
  if (noise_.level_sd > 0) level_ = noise_.level_sd * random_.normal();
}

std::uint32_t Counts::next(double times) {
  double rate = times * noise_.usual(minute_++);
  if (noise_.level_sd > 0) {
    const double keep = std::exp2(-1 / kHalfLife);
    rate *= std::exp(level_ - noise_.level_sd * noise_.level_sd / 2);
    level_ = keep * level_ + std::sqrt(1 - keep * keep) * noise_.level_sd * random_.normal();
  }
  if (noise_.size > 0) rate *= random_.gamma(noise_.size);
  return random_.poisson(rate);
}

}  // namespace outcry::benchmarks
