#include "detect/charts/cusum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace outcry::detect {
namespace {

constexpr double kCalibratedAt = 4;
constexpr double kLeastMean = 0.1;
constexpr double kFirstHours = 1;
constexpr double kNearlyAsLikely = 2;
/// The table is asked again when mean or size have moved by this factor.
constexpr double kMoved = 1.1;
constexpr double kCeiling = 60;

bool moved(double before, double now) { return now > before * kMoved || now * kMoved < before; }

std::array<double, Cusum::kShift.size()> offsets(const CountModel& model) {
  std::array<double, Cusum::kShift.size()> out{};
  for (std::size_t j = 0; j < out.size(); ++j) {
    const auto next = [&, shift = Cusum::kShift[j]](double state, double x) {
      return state + Cusum::increment(x, shift, model);
    };
    out[j] = log_run_length(model, kCalibratedAt, next) - kCalibratedAt;
  }
  return out;
}

}  // namespace

Cusum::Cusum(ChartOptions options)
    : options_(options),
      limit_(std::log(options.promised_windows) + std::log(static_cast<double>(kShift.size()))),
      table_({kLeastMean, 256}, offsets) {}

double Cusum::increment(double x, double shift, const CountModel& model) {
  return x * std::log(shift) +
         (x + model.size) * std::log((model.size + model.mean) / (model.size + shift * model.mean));
}

void Cusum::look_up(State& state, const CountModel& model) {
  if (state.mean > 0 && !moved(state.mean, model.mean) && !moved(state.size, model.size)) return;
  state.mean = model.mean;
  state.size = model.size;
  const double together = std::max(1.0, kLeastMean / model.mean);  // windows that count as one
  state.offset = table_.at({model.mean * together, model.size * together});
  for (double& offset : state.offset) offset += std::log(together);
}

void Cusum::update(std::size_t series, const Observation& observation) {
  State& state = states_[series];
  const CountModel model{observation.prediction.m, 1 / std::max(1e-3, observation.marginal_excess)};
  look_up(state, model);
  for (std::size_t j = 0; j < kShift.size(); ++j) {
    if (state.sum[j] <= 0) state.onset[j] = observation.window;
    state.sum[j] = std::clamp(state.sum[j] + increment(observation.x, kShift[j], model), 0.0, kCeiling);
  }
  const bool first_hour = observation.age_days * 24 < kFirstHours;
  state.may_fire = observation.x > 0 && !first_hour;
  if (first_hour) state.sum.fill(0);
}

std::size_t Cusum::winner(const State& state) const {
  std::size_t best = 0;
  for (std::size_t j = 1; j < kShift.size(); ++j)
    if (state.sum[j] + state.offset[j] > state.sum[best] + state.offset[best]) best = j;
  return best;
}

Reading Cusum::reading(std::size_t series) const {
  const State& state = states_[series];
  const std::size_t best = winner(state);
  Reading out;
  out.value = state.sum[best] + state.offset[best];
  out.threshold = limit_;
  out.may_fire = state.may_fire;
  out.false_alarms_per_day =
      options_.pace.windows_per_day() * static_cast<double>(kShift.size()) * std::exp(-out.value);
  out.shift = kShift[best];
  out.onset = out.onset_from = out.onset_to = state.onset[best];
  for (std::size_t j = 0; j < kShift.size(); ++j) {
    if (state.sum[best] - state.sum[j] > kNearlyAsLikely || state.sum[j] <= 0) continue;
    out.onset_from = std::min(out.onset_from, state.onset[j]);
    out.onset_to = std::max(out.onset_to, state.onset[j]);
  }
  return out;
}

void Cusum::reset(std::size_t series) {
  State& state = states_[series];
  for (std::size_t j = 0; j < kShift.size(); ++j) state.sum[j] = std::max(0.0, (limit_ - state.offset[j]) / 2);
}

std::string Cusum::parameters(std::size_t series) const {
  const State& state = states_[series];
  return fmt::format("shift x{}, size {:.3g}", kShift[winner(state)], state.size);
}

void Cusum::load(SnapshotReader& archive) {
  const std::size_t n = states_.size();
  archive(states_);
  states_.resize(n);
}

}  // namespace outcry::detect
