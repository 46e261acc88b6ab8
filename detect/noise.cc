#include "detect/noise.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace outcry::detect {
namespace {

constexpr auto& kHalfLives = NoiseTables::kHalfLives;
constexpr std::size_t kFits = NoiseTables::kFits;
constexpr double kMemoryHours = 21 * 24;
constexpr double kPriorWindows = 432;
constexpr double kPriorLevel = 0.25;
constexpr double kPriorHalfLife = 60;
constexpr double kPriorLoose = 0.2;
constexpr double kGainForTwo = 4;
/// More relative variance than this says that the model is wrong, not that the level wanders.
constexpr double kMostVariance = 4;
/// Likewise of counts: one report where 0.0001 were expected would have a variance of 10,000, and no outage would be
/// told for two days after it. Smaller bounds make young sparse services alarm more often than asked.
constexpr double kMostExcess = 300;

/// Covariance of neighbouring blocks of w windows for an AR(1) of unit variance.
double neighbour_covariance(double f, double w) {
  const double sum = (1 - std::pow(f, w)) / (w * (1 - f));
  return f * sum * sum;
}

/// Variance of the mean of w windows for an AR(1) of unit variance.
double block_variance(double f, double w) {
  const double fw = std::pow(f, w);
  return (1 + f) / (w * (1 - f)) - 2 * f * (1 - fw) / (w * w * (1 - f) * (1 - f));
}

struct Equations {
  const std::array<std::array<double, kFits>, kHalfLives.size()>& g;
  std::array<double, kFits> c{};
  std::array<double, kFits> weight{};

  std::array<std::array<double, kHalfLives.size()>, kHalfLives.size()> dots{};
  std::array<double, kHalfLives.size()> targets{};
  double squares = 0;

  /// To be called when c and weight are known.
  void prepare() {
    for (std::size_t w = 0; w < kFits; ++w) squares += weight[w] * c[w] * c[w];
    for (std::size_t i = 0; i < kHalfLives.size(); ++i) {
      for (std::size_t w = 0; w < kFits; ++w) targets[i] += weight[w] * g[i][w] * c[w];
      for (std::size_t j = i; j < kHalfLives.size(); ++j) {
        for (std::size_t w = 0; w < kFits; ++w) dots[i][j] += weight[w] * g[i][w] * g[j][w];
        dots[j][i] = dots[i][j];
      }
    }
  }
  double dot(std::size_t i, std::size_t j) const { return dots[i][j]; }
  double target(std::size_t i) const { return targets[i]; }
  double error(std::size_t i, double vi, std::size_t j, double vj) const {
    return squares - 2 * (vi * targets[i] + vj * targets[j]) + vi * vi * dots[i][i] + 2 * vi * vj * dots[i][j] +
           vj * vj * dots[j][j];
  }
};

struct Parts {
  std::size_t first = 0;
  std::size_t second = 0;
  double v_first = 0;
  double v_second = 0;
  double error = std::numeric_limits<double>::infinity();
};

Parts one_part(const Equations& equations) {
  Parts best;
  for (std::size_t i = 0; i < kHalfLives.size(); ++i) {
    const double norm = equations.dot(i, i);
    const double v = norm > 0 ? std::max(0.0, equations.target(i) / norm) : 0;
    const double error = equations.error(i, v, i, 0);
    if (error < best.error) best = {i, i, v, 0, error};
  }
  return best;
}

Parts two_parts(const Equations& equations) {
  Parts best;
  for (std::size_t i = 0; i < kHalfLives.size(); ++i) {
    for (std::size_t j = i + 2; j < kHalfLives.size(); ++j) {
      const double ii = equations.dot(i, i);
      const double jj = equations.dot(j, j);
      const double ij = equations.dot(i, j);
      const double det = ii * jj - ij * ij;
      if (det <= 1e-12 * ii * jj) continue;
      const double vi = (jj * equations.target(i) - ij * equations.target(j)) / det;
      const double vj = (ii * equations.target(j) - ij * equations.target(i)) / det;
      if (vi <= 0 || vj <= 0) continue;
      const double error = equations.error(i, vi, j, vj);
      if (error < best.error) best = {i, j, vi, vj, error};
    }
  }
  return best;
}

double standard_error(const Equations& equations, std::size_t part) {
  const double norm = equations.dot(part, part);
  return norm > 0 ? 1 / std::sqrt(norm) : 0;
}

}  // namespace

NoiseTables::NoiseTables(Pace pace) {
  const double prior_f = pace.keep(kPriorHalfLife);
  for (std::size_t i = 0; i < kLevels; ++i) {
    const double w = std::exp2(static_cast<double>(i));
    prior_v[i] = kPriorLevel * block_variance(prior_f, w) + kPriorLoose / w;
    if (i == kFits) break;
    for (std::size_t h = 0; h < kHalfLives.size(); ++h) g[h][i] = neighbour_covariance(pace.keep(kHalfLives[h]), w);
  }
  const double half_hour = std::log2(std::max(1.0, pace.windows_per_day() / 48));
  half_hour_level = std::min(kLevels - 1, static_cast<std::size_t>(std::lround(half_hour)));
}

void Noise::absorb(const Noise& other) {
  for (std::size_t i = 0; i < kLevels; ++i) {
    levels_[i].excess += other.levels_[i].excess;
    levels_[i].square += other.levels_[i].square;
    levels_[i].mean += other.levels_[i].mean;
    levels_[i].n += other.levels_[i].n;
  }
}

void Noise::age(double hours) {
  const auto keep = static_cast<float>(std::exp2(-hours / kMemoryHours));
  for (Level& level : levels_) {
    level.excess *= keep;
    level.square *= keep;
    level.mean *= keep;
    level.n *= keep;
  }
}

std::array<Noise::Scale, Noise::kLevels> Noise::scales(const NoiseTables& tables, double age_days) const {
  std::array<Scale, kLevels> out;
  const double prior = kPriorWindows / std::max(1.0, age_days);
  const double windows = levels_[0].n;
  const double window_square = windows > 0 ? levels_[0].square / windows : 1;
  const double window_mean = windows > 0 ? levels_[0].mean / windows : 1;
  for (std::size_t i = 0; i < kLevels; ++i) {
    const double w = std::exp2(static_cast<double>(i));
    const double prior_n = prior / w;
    const Level& level = levels_[i];
    const double n = level.n;
    const double square = n > 0 ? level.square / n : window_square * w * w;
    const double prior_v = tables.prior_v[i];
    const double denominator = level.square + prior_n * square;
    out[i].v = denominator > 0 ? (level.excess + prior_v * prior_n * square) / denominator : prior_v;
    out[i].n = n + prior_n;
    out[i].mean = std::max(1e-9, n > 0 ? level.mean / n : window_mean * w);
  }
  return out;
}

NoiseFit Noise::fit(const NoiseTables& tables, double age_days, double hours) {
  age(hours);
  const auto scale = scales(tables, age_days);
  Equations equations{tables.g};
  for (std::size_t i = 0; i < kFits; ++i) {
    const Scale& wide = scale[i + 1];
    const double spread = 1 / wide.mean + std::max(0.0, wide.v) + 0.02;
    equations.c[i] = 2 * wide.v - scale[i].v;
    equations.weight[i] = wide.n / (6 * spread * spread);
  }
  equations.prepare();
  const Parts one = one_part(equations);
  const Parts two = two_parts(equations);
  const double z = 0.5 + 1.5 * std::exp(-age_days / 3);

  NoiseFit out;
  const double spread = 1 / scale[0].mean + std::max(0.0, scale[0].v) + 0.02;
  const double without_memory = std::max(0.0, scale[0].v - one.v_first);
  out.k = std::min(kMostExcess, without_memory + z / 2 * std::sqrt(2 * spread * spread / scale[0].n));
  const bool use_two = one.error - two.error > kGainForTwo;
  const Parts& parts = use_two ? two : one;
  const double share = use_two ? 0.5 : 1;
  out.v_short = std::min(kMostVariance, parts.v_first + share * z * standard_error(equations, parts.first));
  out.half_life_short = kHalfLives[parts.first];
  if (use_two) {
    out.v_long = std::min(kMostVariance, parts.v_second + share * z * standard_error(equations, parts.second));
    out.half_life_long = kHalfLives[parts.second];
  }
  out.marginal_excess = std::clamp(scale[0].v, 0.0, kMostExcess);
  out.half_hour_excess = std::clamp(scale[tables.half_hour_level].v, 0.0, kMostExcess);
  return out;
}

OUTCRY_WIDE void FreshNoise::learn(std::int64_t window, const Lanes& d_window, const Lanes& e_window,
                                   const LaneBits& learnt_from) {
  Lanes d = d_window;
  Lanes e = e_window;
  LaneBits learnt = learnt_from;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    Level& level = levels_[i];
    const Lanes one = ones(learnt);
    level.excess += one * (d * d - e);
    level.square += one * (e * e);
    level.mean += one * e;
    level.n += one;
    if (((window >> i) & 1) == 0) {
      level.d = d;
      level.e = e;
      level.whole = learnt;
      return;
    }
    d += level.d;
    e += level.e;
    learnt &= level.whole;
  }
}

void FreshNoise::interrupt() {
  for (Level& level : levels_) level.whole = LaneBits{};
}

Noise FreshNoise::take(std::size_t lane) {
  Noise out;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    Level& from = levels_[i];
    out.level(i) = {from.excess[lane], from.square[lane], from.mean[lane], from.n[lane]};
    from.excess[lane] = from.square[lane] = from.mean[lane] = from.n[lane] = 0;
  }
  return out;
}

}  // namespace outcry::detect
