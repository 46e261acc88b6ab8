#include "detect/onset.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "detect/log_rising.h"

namespace outcry::detect {
namespace {

constexpr double kDrop = 3;
constexpr double kOutageExcess = 0.2;
constexpr double kLeastRise = 0.5;
constexpr double kLevelHalfLife = 30;
constexpr double kLeastMean = 1e-9;
constexpr double kLeastExcess = 1e-6;

enum class Form { step, line };

/// Without ln x!, which no hypothesis changes.
double log_density(double x, double mean, double excess) {
  const double size = 1 / std::max(excess, kLeastExcess);
  const double of_none = -size * std::log1p(mean / size);
  return x > 0 ? of_none + log_rising(size, x) + x * std::log(mean / (size + mean)) : of_none;
}

class ChangePoint {
 public:
  ChangePoint(std::span<const OnsetWindow> windows, const OnsetNoise& noise, const Pace& pace)
      : windows_(windows), window_excess_(noise.window) {
    const double keep = pace.keep(kLevelHalfLife);
    const double prior = 1 / std::max(noise.level, kLeastExcess);
    double x = 0;
    double m = 0;
    double sum = 0;
    for (const OnsetWindow& window : windows) {
      level_.push_back((prior + x) / (prior + m));
      before_.push_back(sum);
      sum += log_density(window.x, std::max(kLeastMean, level_.back() * window.m), window_excess_);
      x = keep * x + window.x;
      m = keep * m + window.m;
    }
  }

  double log_likelihood(std::size_t t, Form form) const {
    const double c = rate(t, form);
    double sum = before_[t];
    for (std::size_t u = t; u < windows_.size(); ++u) {
      const double usual = level_[t] * windows_[u].m;
      const double more = c * height(t, u, form);
      const double mean = std::max(kLeastMean, usual + more);
      const double variance = window_excess_ * usual * usual + kOutageExcess * more * more;
      sum += log_density(windows_[u].x, mean, variance / (mean * mean));
    }
    return sum;
  }

 private:
  double height(std::size_t t, std::size_t u, Form form) const {
    return form == Form::step ? 1 : static_cast<double>(windows_[u].number - windows_[t].number) + 0.5;
  }

  double rate(std::size_t t, Form form) const {
    double x = 0;
    double usual = 0;
    double heights = 0;
    for (std::size_t u = t; u < windows_.size(); ++u) {
      x += windows_[u].x;
      usual += level_[t] * windows_[u].m;
      heights += height(t, u, form);
    }
    return std::max(x - usual, kLeastRise * usual) / heights;
  }

  std::span<const OnsetWindow> windows_;
  double window_excess_;
  std::vector<double> level_;   ///< l_u
  std::vector<double> before_;  ///< the first sum of L(t)
};

}  // namespace

OnsetEstimate estimate_onset(std::span<const OnsetWindow> windows, const OnsetNoise& noise, const Pace& pace) {
  const ChangePoint change(windows, noise, pace);
  std::vector<double> likelihood;
  for (std::size_t t = 0; t < windows.size(); ++t)
    likelihood.push_back(std::max(change.log_likelihood(t, Form::step), change.log_likelihood(t, Form::line)));
  const auto best = std::ranges::max_element(likelihood);
  const auto likely = [least = *best - kDrop](double value) { return value >= least; };
  const auto first = std::ranges::find_if(likelihood, likely) - likelihood.begin();
  const auto last = likelihood.rend() - std::find_if(likelihood.rbegin(), likelihood.rend(), likely) - 1;
  const auto number = [&](std::ptrdiff_t i) { return windows[static_cast<std::size_t>(i)].number; };
  // What began while nobody listened shows in the first window heard again.
  return {number(best - likelihood.begin()), first == 0 ? number(0) : number(first - 1) + 1, number(last)};
}

}  // namespace outcry::detect
