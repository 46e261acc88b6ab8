#include "detect/charts/run_length.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace outcry::detect {
namespace {

constexpr int kStates = 64;
constexpr double kMostMean = 1'000;
constexpr double kMeanStep = 0.6931471805599453;  // ln 2
constexpr double kSizeStep = 1.0986122886681098;  // ln 3
constexpr double kLeastSize = 0.05;
constexpr double kMostSize = 300;
/// Beyond this a run is for ever as far as a double can tell.
constexpr double kForever = 80;

}  // namespace

std::vector<double> probabilities(const CountModel& model) {
  const double mean = std::clamp(model.mean, 1e-12, kMostMean);
  const double size = std::max(model.size, 1e-3);
  const double q = mean / (mean + size);
  std::vector<double> out{std::exp(size * std::log1p(-q))};
  double sum = out.front();
  const auto most = static_cast<std::size_t>(50 + mean + 60 * std::sqrt(mean + mean * mean / size));
  for (std::size_t x = 0; sum < 1 - 1e-13 && x < most; ++x) {
    const auto n = static_cast<double>(x);
    out.push_back(out.back() * (n + size) / (n + 1) * q);
    sum += out.back();
  }
  return out;
}

double log_run_length(const CountModel& model, double h, const std::function<double(double, double)>& next) {
  using Matrix = Eigen::Matrix<double, kStates, kStates>;
  const std::vector<double> p = probabilities(model);
  const double width = 2 * h / (2 * kStates - 1);
  Matrix system = Matrix::Identity();
  for (int i = 0; i < kStates; ++i) {
    for (std::size_t x = 0; x < p.size(); ++x) {
      const double state = next(i * width, static_cast<double>(x));
      if (state >= h) break;
      const int j = std::clamp(static_cast<int>(std::lround(state / width)), 0, kStates - 1);
      system(i, j) -= p[x];
    }
  }
  const Eigen::Matrix<double, kStates, 1> run = system.partialPivLu().solve(Eigen::Matrix<double, kStates, 1>::Ones());
  return std::isfinite(run(0)) && run(0) >= 1 ? std::min(kForever, std::log(run(0))) : kForever;
}

template <std::size_t N>
const typename RunLengthTable<N>::Values& RunLengthTable<N>::cell(int i, int j) {
  const auto [it, fresh] = cells_.try_emplace({i, j});
  if (fresh) it->second = make_({std::exp(i * kMeanStep), std::exp(j * kSizeStep)});
  return it->second;
}

template <std::size_t N>
typename RunLengthTable<N>::Values RunLengthTable<N>::at(const CountModel& model) {
  const double x = std::log(std::clamp(model.mean, range_.least_mean, range_.most_mean)) / kMeanStep;
  const double y = std::log(std::clamp(model.size, kLeastSize, kMostSize)) / kSizeStep;
  const int i = static_cast<int>(std::floor(x));
  const int j = static_cast<int>(std::floor(y));
  const double u = x - i;
  const double v = y - j;
  Values out{};
  const auto add = [&](const Values& corner, double weight) {
    for (std::size_t k = 0; k < N; ++k) out[k] += weight * corner[k];
  };
  add(cell(i, j), (1 - u) * (1 - v));
  if (u > 0) add(cell(i + 1, j), u * (1 - v));
  if (v > 0) add(cell(i, j + 1), (1 - u) * v);
  if (u > 0 && v > 0) add(cell(i + 1, j + 1), u * v);
  return out;
}

template class RunLengthTable<4>;
template class RunLengthTable<12>;

}  // namespace outcry::detect
