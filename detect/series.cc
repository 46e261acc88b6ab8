#include "detect/series.h"

#include <algorithm>

namespace outcry::detect {
namespace {

constexpr double kEpochMinutes = 360;
constexpr double kImmediateDays = 1;
/// Of the first day: a sixth of the age, within these.
constexpr double kShortestEpochMinutes = 10;
constexpr double kLongestFirstEpochMinutes = 60;
constexpr double kHalfHourMinutes = 30;

}  // namespace

int Series::epoch(const Pace& pace, double age_days) {
  const double first = std::clamp(age_days * 24 * 60 / 6, kShortestEpochMinutes, kLongestFirstEpochMinutes);
  return pace.windows(age_days < kImmediateDays ? first : kEpochMinutes);
}

void Series::discard_pending(std::int64_t windows, std::int64_t learnt) {
  const std::int64_t half_hour = pace_.windows(kHalfHourMinutes);
  while (!pending_.empty() && pending_.back().since + half_hour > learnt - windows) pending_.pop_back();
}

void Series::turn_epoch(const Noise& fresh, std::int64_t learnt, double age_days) {
  const bool immediate = age_days < kImmediateDays;
  noise_.absorb(late_noise_);
  late_noise_ = fresh;
  if (immediate) {
    noise_.absorb(late_noise_);
    late_noise_.clear();
  }
  const std::int64_t ripe = learnt - (immediate ? 0 : pace_.windows(kEpochMinutes));
  for (; !pending_.empty() && pending_.front().since <= ripe; pending_.pop_front())
    baseline_.learn(pending_.front().when, pending_.front().x, pending_.front().n);
}

void Series::refit(const NoiseTables& tables, double kin_rate_per_window, double age_days, double hours) {
  fit_ = noise_.fit(tables, age_days, hours);
  baseline_.refit({fit_.half_hour_excess, kin_rate_per_window}, hours);
  usual_.age(hours);
}

}  // namespace outcry::detect
