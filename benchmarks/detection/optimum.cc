#include "benchmarks/detection/optimum.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "detect/charts/cusum.h"

namespace outcry::benchmarks {
namespace {

constexpr int kStates = 200;
constexpr double kForever = 80;
constexpr double kLeastLimit = 0.01;
constexpr double kMostLimit = 30;
constexpr int kHalvings = 15;
constexpr int kPhases = 12;
constexpr double kPoissonSize = 1e7;

detect::CountModel model_of(const Noise& noise, std::int64_t minute) {
  return {noise.usual(minute), noise.size > 0 ? noise.size : kPoissonSize};
}

/// The cycle is symmetric: half of it, from the highest to the lowest, has all its rates.
double log_run(const Noise& noise, double times, double limit) {
  if (!noise.is_cyclic) return log_cusum_run(model_of(noise, 0), times, limit);
  double rate = 0;
  for (int i = 0; i < kPhases; ++i) {
    const std::int64_t minute = kDayMinutes / 4 + (2 * i + 1) * kDayMinutes / (4 * kPhases);
    rate += std::exp(-log_cusum_run(model_of(noise, minute), times, limit)) / kPhases;
  }
  return -std::log(rate);
}

}  // namespace

double log_cusum_run(const detect::CountModel& model, double times, double limit) {
  const std::vector<double> p = detect::probabilities(model);
  const double width = limit / kStates;
  Eigen::MatrixXd system = Eigen::MatrixXd::Identity(kStates, kStates);
  for (std::size_t x = 0; x < p.size(); ++x) {
    const double step = detect::Cusum::increment(static_cast<double>(x), times, model);
    for (int i = 0; i < kStates; ++i) {
      const double at = std::max(0.0, i + step / width);
      if (at >= kStates) break;
      const int j = static_cast<int>(at);
      const double above = j + 1 < kStates ? at - j : 0;
      system(i, j) -= p[x] * (1 - above);
      if (above > 0) system(i, j + 1) -= p[x] * above;
    }
  }
  const double run = system.partialPivLu().solve(Eigen::VectorXd::Ones(kStates))(0);
  return std::isfinite(run) && run >= 1 ? std::min(kForever, std::log(run)) : kForever;
}

Optimum::Optimum(const Noise& noise, double times, double run_length)
    : noise_(noise), times_(times), limit_(kMostLimit) {
  double below = kLeastLimit;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (below + limit_) / 2;
    (log_run(noise, times, middle) < std::log(run_length) ? below : limit_) = middle;
  }
}

std::size_t Optimum::delay(const Surge& surge) const {
  double sum = 0;
  for (std::size_t i = 0; i < surge.counts.size(); ++i) {
    const auto model = model_of(noise_, surge.minute + static_cast<std::int64_t>(i));
    sum = std::max(0.0, sum + detect::Cusum::increment(surge.counts[i], times_, model));
    if (sum < limit_) continue;
    if (i >= surge.quiet) return i - surge.quiet + 1;
    sum = 0;
  }
  return 0;
}

}  // namespace outcry::benchmarks
