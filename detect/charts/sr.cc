#include "detect/charts/sr.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "detect/log_rising.h"

namespace outcry::detect {
namespace {

constexpr double kFloor = -30;
const double kLeastOdds = std::exp(kFloor);
/// Keep what the clamp cuts finite.
constexpr float kMostRatio = 80;
constexpr float kMostOdds = 1e36F;
constexpr float kMostApart = 30;
/// Of the tame alternative.
constexpr float kMostExcess = 1;
constexpr double kAboveLimit = 3;
constexpr double kHistoryMinutes = 60;
/// An onset by a shift this much less likely than the winner still belongs to the interval.
constexpr float kNearlyAsLikely = 2;

/// What D of the tame alternative has where there are reports.
Lanes tamer_reports(const Observation& o) {
  const Lanes& e = o.prediction.e;
  const LaneBits tamed = (e > kMostExcess) & (o.x > 0);
  Lanes out{};
  if (!any(tamed)) return out;
  const double least = 1 / kMostExcess;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (tamed[lane] == 0) continue;
    const double n = 1.0 / e[lane];
    const double x = o.x[lane];
    out[lane] = static_cast<float>(x * std::log(n / least) + log_rising(least, x) - log_rising(n, x));
  }
  return out;
}

constexpr double kTameWeight = 0.02;
constexpr std::size_t kTame = 6;
using Shift = std::array<float, ShiryaevRoberts::kShift.size()>;
const Shift kShiftLanes = [] {
  Shift out{};
  std::ranges::transform(ShiryaevRoberts::kShift, out.begin(), [](double s) { return static_cast<float>(s); });
  return out;
}();
const Shift kWeight = [] {
  Shift out{};
  out.fill(static_cast<float>((1 - kTameWeight) / kTame));
  out[kTame] = static_cast<float>(kTameWeight);
  return out;
}();
const Shift kLogShift = [] {
  Shift out{};
  std::ranges::transform(ShiryaevRoberts::kShift, out.begin(),
                         [](double s) { return static_cast<float>(std::log(s)); });
  return out;
}();

}  // namespace

ShiryaevRoberts::ShiryaevRoberts(ChartOptions options)
    : options_(options),
      log_promise_(std::log(options.promised_windows)),
      day_limit_(static_cast<float>(OwnHistory::day_limit(options.pace))),
      history_windows_(options.pace.windows(kHistoryMinutes)) {}

void ShiryaevRoberts::resize(std::size_t n_series) {
  blocks_.resize((n_series + kLanes - 1) / kLanes);
  for (std::size_t i = histories_.size(); i < blocks_.size() * kLanes; ++i) {
    histories_.emplace_back();
    reset(i);
    place_limit(i);
  }
}

OUTCRY_WIDE void ShiryaevRoberts::step(Block& block, const Observation& o, const Lanes& of_reports) {
  const Prediction& p = o.prediction;
  const Lanes tame_excess = smaller(p.e, lanes(kMostExcess));
  const Lanes tamer = of_reports + (1.0F / p.e - 1.0F / tame_excess) * logarithm_of_one_plus(p.e * p.mu);
  const Lanes level = o.level.a + o.level.b;
  const Lanes share = 1.0F / (1.0F + p.e * p.mu);
  const LaneBits window = lane_bits(static_cast<std::int32_t>(o.window));
  Lanes sum{};
  for (std::size_t j = 0; j < kShifts; ++j) {
    Path& path = block.paths[j];
    // Follows the level until a change is likely, and keeps to the changed level from then on.
    const Lanes follow = 1.0F / (1.0F + block.odds[j]);
    path.a += follow * (o.level.a - path.a);
    path.b += follow * (o.level.b - path.b);
    const Lanes apart = larger(lanes(-kMostApart), smaller(lanes(kMostApart), path.a + path.b - level));
    const Lanes mu = p.mu * (kShiftLanes[j] * exponential(apart));
    const bool tame = j == kTame;
    const Lanes e = tame ? tame_excess : p.e;
    const Lanes further = larger(lanes(1e-6 - 1), share * (e * mu - p.e * p.mu));
    const Lanes ratio =
        o.x * (kLogShift[j] + apart) - (o.x + 1.0F / e) * logarithm_of_one_plus(further) + (tame ? tamer : Lanes{});
    block.odds[j] = (1.0F + block.odds[j]) * exponential(smaller(ratio, lanes(kMostRatio)));
    sum += kWeight[j] * smaller(block.odds[j], lanes(kMostOdds));
    block.onset[j] = block.page_sum[j] <= 0 ? window : block.onset[j];
    block.page_sum[j] = larger(Lanes{}, block.page_sum[j] + ratio);
    correct_path(path, p, mu, e, o.x);
    revert_path(path, o.noise);
  }
  block.statistic = logarithm(larger(sum, lanes(kLeastOdds)));
  block.excess = p.e;
  block.may_fire = o.x > 0;
  for (Lanes& odds : block.odds) odds = larger(lanes(kLeastOdds), smaller(odds, block.ceiling));
}

void ShiryaevRoberts::update(std::size_t b, const Observation& observation) {
  Block& block = blocks_[b];
  step(block, observation, tamer_reports(observation));
  if (observation.in_first_hour()) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) reset(b * kLanes + lane);
    block.may_fire = LaneBits{};
  }
  if (observation.age_days >= OwnHistory::kFirstDay) follow_histories(b, observation);
}

OUTCRY_WIDE void ShiryaevRoberts::mark_due(Block& block, const LaneBits& counted, float day_limit, int history_windows,
                                           LaneBits& due) {
  block.waiting -= counted;
  due = ((block.statistic > day_limit) | block.inside | (block.waiting >= history_windows)) & counted;
}

void ShiryaevRoberts::follow_histories(std::size_t b, const Observation& observation) {
  Block& block = blocks_[b];
  LaneBits due{};
  mark_due(block, observation.counted, day_limit_, history_windows_, due);
  each(due, [&](std::size_t lane) {
    OwnHistory& history = histories_[b * kLanes + lane];
    const bool other_limit =
        history.observe(block.statistic[lane], block.waiting[lane], observation.age_days, log_promise_, options_.pace);
    block.waiting[lane] = 0;
    block.inside[lane] = history.inside() ? -1 : 0;
    if (other_limit) place_limit(b * kLanes + lane);
  });
}

void ShiryaevRoberts::place_limit(std::size_t series) {
  const LanePlace at(series);
  const double limit = histories_[series].threshold(log_promise_, options_.pace);
  blocks_[at.block].limit[at.lane] = static_cast<float>(limit);
  blocks_[at.block].ceiling[at.lane] = static_cast<float>(std::exp(std::min(80.0, limit + kAboveLimit)));
}

std::size_t ShiryaevRoberts::winner(std::size_t series) const {
  const LanePlace at(series);
  const auto& sums = blocks_[at.block].page_sum;
  std::size_t best = 0;
  for (std::size_t j = 1; j < kShifts; ++j)
    if (sums[j][at.lane] > sums[best][at.lane]) best = j;
  return best;
}

Reading ShiryaevRoberts::reading(std::size_t series) const {
  const LanePlace at(series);
  const Block& block = blocks_[at.block];
  const std::size_t best = winner(series);
  Reading out;
  out.value = block.statistic[at.lane];
  out.threshold = block.limit[at.lane];
  out.may_fire = block.may_fire[at.lane] != 0;
  out.false_alarms_per_day = histories_[series].rate(out.value, options_.pace) * options_.pace.windows_per_day();
  out.shift = kShift[best];
  out.onset = out.onset_from = out.onset_to = block.onset[best][at.lane];
  for (std::size_t j = 0; j < kShifts; ++j) {
    if (block.page_sum[best][at.lane] - block.page_sum[j][at.lane] > kNearlyAsLikely) continue;
    out.onset_from = std::min<std::int64_t>(out.onset_from, block.onset[j][at.lane]);
    out.onset_to = std::max<std::int64_t>(out.onset_to, block.onset[j][at.lane]);
  }
  return out;
}

void ShiryaevRoberts::reset(std::size_t series) {
  const LanePlace at(series);
  Block& block = blocks_[at.block];
  for (Lanes& odds : block.odds) odds[at.lane] = static_cast<float>(kLeastOdds);
  for (Lanes& sum : block.page_sum) sum[at.lane] = 0;
  block.statistic[at.lane] = kFloor;
}

std::string ShiryaevRoberts::parameters(std::size_t series) const {
  const LanePlace at(series);
  return fmt::format("shift x{}, negative binomial size {:.3g}", kShift[winner(series)],
                     1 / blocks_[at.block].excess[at.lane]);
}

void ShiryaevRoberts::save(SnapshotWriter& archive) { archive(blocks_, histories_); }
void ShiryaevRoberts::load(SnapshotReader& archive) {
  const std::size_t n = blocks_.size();
  archive(blocks_, histories_);
  blocks_.resize(n);
  histories_.resize(n * kLanes);
}

}  // namespace outcry::detect
