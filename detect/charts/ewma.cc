#include "detect/charts/ewma.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace outcry::detect {
namespace {

constexpr double kCeiling = 1e6;
constexpr float kLeastExcess = 1e-3F;

const double kSigma = std::sqrt(Ewma::kLambda / (2 - Ewma::kLambda));

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

void Ewma::resize(std::size_t n_series) { blocks_.resize((n_series + kLanes - 1) / kLanes); }

std::array<double, Ewma::kLimits.size()> Ewma::log_run(std::size_t series) const {
  const LanePlace at(series);
  const Block& block = blocks_[at.block];
  return table_.at({block.mean[at.lane], 1 / block.excess[at.lane]});
}

OUTCRY_WIDE void Ewma::step(Block& block, const Observation& o) {
  constexpr auto lambda = static_cast<float>(kLambda);
  const Lanes m = o.prediction.m;
  const Lanes excess = larger(lanes(kLeastExcess), o.marginal_excess);
  block.mean = m;
  block.excess = excess;
  const Lanes z = (o.x - m) / square_root(m + excess * m * m);
  block.onset = block.average <= 0 ? lane_bits(static_cast<std::int32_t>(o.window)) : block.onset;
  block.average = larger(Lanes{}, smaller(lanes(kCeiling), (1 - lambda) * block.average + lambda * z));
  block.may_fire = o.x > 0;
}

void Ewma::update(std::size_t b, const Observation& observation) {
  Block& block = blocks_[b];
  step(block, observation);
  if (!observation.in_first_hour()) return;
  block.may_fire = LaneBits{};
  block.average = Lanes{};
}

Reading Ewma::reading(std::size_t series) const {
  const LanePlace at(series);
  const Block& block = blocks_[at.block];
  Reading out;
  const auto run = log_run(series);
  out.value = block.average[at.lane] / kSigma;
  out.threshold = std::max(kLimits.front(), interpolated(run, kLimits, log_promise_));
  out.may_fire = block.may_fire[at.lane] != 0;
  out.false_alarms_per_day =
      options_.pace.windows_per_day() * std::exp(-std::max(0.0, interpolated(kLimits, run, out.value)));
  out.onset = out.onset_from = out.onset_to = block.onset[at.lane];
  return out;
}

void Ewma::reset(std::size_t series) {
  const LanePlace at(series);
  blocks_[at.block].average[at.lane] = 0;
}

std::string Ewma::parameters(std::size_t series) const {
  const LanePlace at(series);
  return fmt::format("lambda {}, size {:.3g}", kLambda, 1 / blocks_[at.block].excess[at.lane]);
}

void Ewma::load(SnapshotReader& archive) {
  const std::size_t n = blocks_.size();
  archive(blocks_);
  blocks_.resize(n);
}

}  // namespace outcry::detect
