#include "detect/charts/cusum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace outcry::detect {
namespace {

constexpr double kCalibratedAt = 4;
constexpr double kLeastMean = 0.1;
constexpr float kNearlyAsLikely = 2;
constexpr float kLeastExcess = 1e-3F;
constexpr double kCeiling = 60;
const std::array<float, Cusum::kShift.size()> kLogShift = [] {
  std::array<float, Cusum::kShift.size()> out{};
  std::ranges::transform(Cusum::kShift, out.begin(), [](double s) { return static_cast<float>(std::log(s)); });
  return out;
}();

std::array<double, Cusum::kShift.size()> offsets_of(const CountModel& model) {
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
      table_({kLeastMean, 256}, offsets_of) {}

double Cusum::increment(double x, double shift, const CountModel& model) {
  return x * std::log(shift) +
         (x + model.size) * std::log((model.size + model.mean) / (model.size + shift * model.mean));
}

Cusum::Values Cusum::offsets(std::size_t series) const {
  const LanePlace at(series);
  const Block& block = blocks_[at.block];
  const CountModel model{block.mean[at.lane], 1 / block.excess[at.lane]};
  const double together = std::max(1.0, kLeastMean / model.mean);  // windows that count as one
  Values out = table_.at({model.mean * together, model.size * together});
  for (double& offset : out) offset += std::log(together);
  return out;
}

Cusum::Values Cusum::values(std::size_t series) const {
  const LanePlace at(series);
  Values out = offsets(series);
  for (std::size_t j = 0; j < out.size(); ++j) out[j] += blocks_[at.block].sum[j][at.lane];
  return out;
}

OUTCRY_WIDE void Cusum::step(Block& block, const Observation& o) {
  const Lanes m = o.prediction.m;
  const Lanes excess = larger(lanes(kLeastExcess), o.marginal_excess);
  block.mean = m;
  block.excess = excess;
  const Lanes of_mean = excess * m / (1.0F + excess * m);  // m / (r + m), r = 1/excess
  const Lanes times = o.x + 1.0F / excess;
  const LaneBits window = lane_bits(static_cast<std::int32_t>(o.window));
  for (std::size_t j = 0; j < kShift.size(); ++j) {
    const Lanes ratio =
        o.x * kLogShift[j] - times * logarithm_of_one_plus((static_cast<float>(kShift[j]) - 1) * of_mean);
    block.onset[j] = block.sum[j] <= 0 ? window : block.onset[j];
    block.sum[j] = larger(Lanes{}, smaller(lanes(kCeiling), block.sum[j] + ratio));
  }
  block.may_fire = o.x > 0;
}

void Cusum::update(std::size_t b, const Observation& observation) {
  Block& block = blocks_[b];
  step(block, observation);
  if (!observation.in_first_hour()) return;
  block.may_fire = LaneBits{};
  for (Lanes& sum : block.sum) sum = Lanes{};
}

Reading Cusum::reading(std::size_t series) const {
  const LanePlace at(series);
  const Block& block = blocks_[at.block];
  const Values all = values(series);
  const auto best = static_cast<std::size_t>(std::ranges::max_element(all) - all.begin());
  Reading out;
  out.value = all[best];
  out.threshold = limit_;
  out.may_fire = block.may_fire[at.lane] != 0;
  out.false_alarms_per_day =
      options_.pace.windows_per_day() * static_cast<double>(kShift.size()) * std::exp(-out.value);
  out.shift = kShift[best];
  out.onset = out.onset_from = out.onset_to = block.onset[best][at.lane];
  for (std::size_t j = 0; j < kShift.size(); ++j) {
    const float sum = block.sum[j][at.lane];
    if (block.sum[best][at.lane] - sum > kNearlyAsLikely || sum <= 0) continue;
    out.onset_from = std::min<std::int64_t>(out.onset_from, block.onset[j][at.lane]);
    out.onset_to = std::max<std::int64_t>(out.onset_to, block.onset[j][at.lane]);
  }
  return out;
}

void Cusum::reset(std::size_t series) {
  const LanePlace at(series);
  const Values offset = offsets(series);
  for (std::size_t j = 0; j < kShift.size(); ++j)
    blocks_[at.block].sum[j][at.lane] = static_cast<float>(std::max(0.0, (limit_ - offset[j]) / 2));
}

std::string Cusum::parameters(std::size_t series) const {
  const LanePlace at(series);
  const Values all = values(series);
  const auto best = static_cast<std::size_t>(std::ranges::max_element(all) - all.begin());
  return fmt::format("shift x{}, size {:.3g}", kShift[best], 1 / blocks_[at.block].excess[at.lane]);
}

void Cusum::load(SnapshotReader& archive) {
  const std::size_t n = blocks_.size();
  archive(blocks_);
  blocks_.resize(n);
}

}  // namespace outcry::detect
