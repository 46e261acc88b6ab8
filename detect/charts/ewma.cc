#include "detect/charts/ewma.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace outcry::detect {
namespace {

constexpr double kFirstHours = 1;
constexpr double kMoved = 1.1;
constexpr double kCeiling = 1e6;

const double kSigma = std::sqrt(Ewma::kLambda / (2 - Ewma::kLambda));

bool moved(double before, double now) { return now > before * kMoved || now * kMoved < before; }

double standardised(double x, const CountModel& model) {
  return (x - model.mean) / std::sqrt(model.mean + model.mean * model.mean / model.size);
}

std::array<double, Ewma::kLimits.size()> run_lengths(const CountModel& model) {
  std::array<double, Ewma::kLimits.size()> out{};
  const auto next = [&](double state, double x) {
    return std::max(0.0, (1 - Ewma::kLambda) * state + Ewma::kLambda * standardised(x, model));
  };
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = log_run_length(model, Ewma::kLimits[i] * kSigma, next);
    if (i > 0) out[i] = std::max(out[i], out[i - 1] + 1e-3);
  }
  return out;
}

/// Piecewise linear through (xs, ys), both rising; the last piece goes on for ever.
double interpolated(const auto& xs, const auto& ys, double x) {
  std::size_t i = 1;
  while (i + 1 < xs.size() && xs[i] < x) ++i;
  return ys[i - 1] + (ys[i] - ys[i - 1]) * (x - xs[i - 1]) / (xs[i] - xs[i - 1]);
}

}  // namespace

Ewma::Ewma(ChartOptions options)
    : options_(options), log_promise_(std::log(options.promised_windows)), table_({1e-4, 256}, run_lengths) {}

void Ewma::look_up(State& state, const CountModel& model) {
  if (state.mean > 0 && !moved(state.mean, model.mean) && !moved(state.size, model.size)) return;
  state.mean = model.mean;
  state.size = model.size;
  state.log_run = table_.at(model);
  state.limit = std::max(kLimits.front(), interpolated(state.log_run, kLimits, log_promise_));
}

void Ewma::update(std::size_t series, const Observation& observation) {
  State& state = states_[series];
  const CountModel model{observation.prediction.m, 1 / std::max(1e-3, observation.marginal_excess)};
  look_up(state, model);
  if (state.average <= 0) state.onset = observation.window;
  const double z = standardised(observation.x, model);
  state.average = std::clamp((1 - kLambda) * state.average + kLambda * z, 0.0, kCeiling);
  const bool first_hour = observation.age_days * 24 < kFirstHours;
  state.may_fire = observation.x > 0 && !first_hour;
  if (first_hour) state.average = 0;
}

Reading Ewma::reading(std::size_t series) const {
  const State& state = states_[series];
  Reading out;
  out.value = state.average / kSigma;
  out.threshold = state.limit;
  out.may_fire = state.may_fire;
  out.false_alarms_per_day =
      options_.pace.windows_per_day() * std::exp(-std::max(0.0, interpolated(kLimits, state.log_run, out.value)));
  out.onset = out.onset_from = out.onset_to = state.onset;
  return out;
}

std::string Ewma::parameters(std::size_t series) const {
  return fmt::format("lambda {}, size {:.3g}", kLambda, states_[series].size);
}

void Ewma::load(SnapshotReader& archive) {
  const std::size_t n = states_.size();
  archive(states_);
  states_.resize(n);
}

}  // namespace outcry::detect
