#include "detect/charts/sr.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "detect/charts/own_history.h"
#include "detect/small_numbers.h"

namespace outcry::detect {
namespace {

constexpr std::size_t kShifts = 6;
constexpr std::array<double, kShifts> kShift{1.5, 2, 3, 5, 10, 30};
const std::array<double, kShifts> kLogShift = [] {
  std::array<double, kShifts> out{};
  for (std::size_t j = 0; j < kShifts; ++j) out[j] = std::log(kShift[j]);
  return out;
}();
constexpr double kFloor = -30;
const double kLeastOdds = std::exp(kFloor);
/// Keeps exp finite whatever comes.
constexpr double kMostRatio = 600;
constexpr double kAboveLimit = 3;
constexpr double kFirstHours = 1;
/// An onset by a shift this much less likely than the winner still belongs to the interval.
constexpr double kNearlyAsLikely = 2;

}  // namespace

struct ShiryaevRoberts::State {
  std::array<double, kShifts> odds{};  ///< R_j
  std::array<Path, kShifts> paths{};
  std::array<double, kShifts> page_sum{};     ///< sum of ln p_j/p0 since it last left zero
  std::array<std::int64_t, kShifts> onset{};  ///< the window in which it left zero
  double statistic = kFloor;                  ///< M, before the clamp
  double limit = 0;
  double ceiling = 0;  ///< exp(limit + kAboveLimit)
  double size = 0;
  double age_days = 0;
  bool shifted = false;  ///< the last window had a report and the first hour is over: may fire
  OwnHistory history;

  State() { odds.fill(kLeastOdds); }

  template <class A>
  void visit(A& archive) {
    archive(odds, page_sum, onset, statistic, limit, ceiling, size, age_days, shifted);
    for (Path& path : paths) archive(path.a, path.b);
    history.visit(archive);
  }

  void advance(std::size_t j, const Observation& o) {
    const Prediction& p = o.prediction;
    // Follows the level until a change is likely, and keeps to the changed level from then on.
    const double q = odds[j] / (1 + odds[j]);
    Path& path = paths[j];
    path.a = (1 - q) * o.level.a + q * path.a;
    path.b = (1 - q) * o.level.b + q * path.b;
    const double apart = path.a + path.b - o.level.a - o.level.b;
    const double mu = p.mu * kShift[j] * quick_exp(apart);
    const double n = 1 / p.e;
    const double ratio = o.x * (kLogShift[j] + apart) - (o.x + n) * quick_log1p((mu - p.mu) / (n + p.mu));
    odds[j] = (1 + odds[j]) * quick_exp(std::min(ratio, kMostRatio));
    if (page_sum[j] <= 0) onset[j] = o.window;
    page_sum[j] = std::max(0.0, page_sum[j] + ratio);
    correct_path(path, p, mu, o.x);
    revert_path(path, o.noise);
  }

  double mixture() const {
    double sum = 0;
    for (const double r : odds) sum += r / kShifts;
    return std::log(std::max(sum, kLeastOdds));
  }

  void clamp(double new_limit) {
    if (new_limit != limit) {
      limit = new_limit;
      ceiling = std::exp(limit + kAboveLimit);
    }
    for (double& r : odds) r = std::clamp(r, kLeastOdds, ceiling);
  }

  std::size_t winner() const { return static_cast<std::size_t>(std::ranges::max_element(page_sum) - page_sum.begin()); }
};

ShiryaevRoberts::ShiryaevRoberts(ChartOptions options)
    : options_(options), log_promise_(std::log(options.promised_windows)) {}
ShiryaevRoberts::~ShiryaevRoberts() = default;

void ShiryaevRoberts::resize(std::size_t n_series) { states_.resize(n_series); }

void ShiryaevRoberts::update(std::size_t series, const Observation& observation) {
  State& state = states_[series];
  state.age_days = observation.age_days;
  state.size = 1 / observation.prediction.e;
  for (std::size_t j = 0; j < kShifts; ++j) state.advance(j, observation);
  state.statistic = state.mixture();
  const bool first_hour = observation.age_days * 24 < kFirstHours;
  state.shifted = observation.x > 0 && !first_hour;
  if (first_hour) reset(series);
  state.clamp(state.history.limit(log_promise_, options_.pace));
  if (observation.counted) state.history.observe(state.statistic, observation.age_days, log_promise_, options_.pace);
}

Reading ShiryaevRoberts::reading(std::size_t series) const {
  const State& state = states_[series];
  const std::size_t best = state.winner();
  Reading out;
  out.value = state.statistic;
  out.threshold = state.limit;
  out.may_fire = state.shifted;
  out.false_alarms_per_day = state.history.rate(state.statistic, options_.pace) * options_.pace.windows_per_day();
  out.shift = kShift[best];
  out.onset = out.onset_from = out.onset_to = state.onset[best];
  for (std::size_t j = 0; j < kShifts; ++j) {
    if (state.page_sum[best] - state.page_sum[j] > kNearlyAsLikely) continue;
    out.onset_from = std::min(out.onset_from, state.onset[j]);
    out.onset_to = std::max(out.onset_to, state.onset[j]);
  }
  return out;
}

void ShiryaevRoberts::reset(std::size_t series) {
  State& state = states_[series];
  state.odds.fill(kLeastOdds);
  state.page_sum.fill(0);
  state.statistic = kFloor;
}

std::string ShiryaevRoberts::parameters(std::size_t series) const {
  const State& state = states_[series];
  return fmt::format("shift x{}, negative binomial size {:.3g}", kShift[state.winner()], state.size);
}

void ShiryaevRoberts::save(SnapshotWriter& archive) { archive(states_); }
void ShiryaevRoberts::load(SnapshotReader& archive) {
  const std::size_t n = states_.size();
  archive(states_);
  states_.resize(n);
}

}  // namespace outcry::detect
