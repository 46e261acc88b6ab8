#include "detect/series.h"

#include <algorithm>
#include <cmath>

namespace outcry::detect {
namespace {

/// A sixth of these on the first day.
constexpr double kRefitMinutes = 60;
constexpr double kSilentRefitMinutes = 360;
constexpr double kEpochMinutes = 360;
constexpr double kImmediateDays = 1;

/// Beyond this a count says that something happens, not what the usual rate is. The 2 keeps sparse series whole:
/// without it a count of 1 is clipped below 0.02 a window, and the rate is learnt at a third.
double clip(double x, const Prediction& prediction) {
  const double sd = std::sqrt(prediction.mu + prediction.e * prediction.mu * prediction.mu);
  return std::min(x, 2 + prediction.mu + 5 * sd);
}

}  // namespace

Series::Series(Pace pace, double silent_windows) : pace_(pace), baseline_(pace) {
  baseline_.learn_silence(silent_windows);
}

Prediction Series::expect(const WeekTime& when, double factor) {
  if (stale_noise_ || when.half_hour != noise_bin_) {
    level_noise_ = level_noise(fit_, baseline_.relative_variance(when), age_days_, pace_);
    noise_bin_ = when.half_hour;
    stale_noise_ = false;
  }
  if (!started_) level_ = resting_level(level_noise_);
  started_ = true;
  return predict(level_, baseline_.expected(when) * factor, level_noise_);
}

void Series::learn(const WeekTime& when, double x, double factor, const Prediction& prediction,
                   const ServiceCounts* counts) {
  const double clipped = clip(x, prediction);
  ++learnt_;
  reported_ = reported_ || x > 0;
  wait(when, clipped, factor);
  fresh_noise_.learn(clipped, prediction.m);
  if (++since_epoch_ >= pace_.windows(kEpochMinutes) || age_days_ < kImmediateDays) turn_epoch();
  if (counts != nullptr) usual_.learn(*counts);
}

void Series::wait(const WeekTime& when, double x, double factor) {
  if (pending_.empty() || pending_.back().when.two_hour != when.two_hour ||
      pending_.back().when.half_hour != when.half_hour) {
    WeekTime centre = when;
    centre.own_share = 1;
    pending_.push_back({centre, 0, 0, learnt_});
  }
  pending_.back().x += x;
  pending_.back().n += factor;
}

void Series::turn_epoch() {
  since_epoch_ = 0;
  const bool immediate = age_days_ < kImmediateDays;
  noise_.absorb(late_noise_);
  late_noise_ = fresh_noise_;
  fresh_noise_.clear();
  if (immediate) {
    noise_.absorb(late_noise_);
    late_noise_.clear();
  }
  const std::int64_t ripe = learnt_ - (immediate ? 0 : pace_.windows(kEpochMinutes));
  while (!pending_.empty() && pending_.front().since <= ripe) {
    baseline_.learn(pending_.front().when, pending_.front().x, pending_.front().n);
    pending_.pop_front();
  }
}

void Series::discard_pending(std::int64_t windows) {
  while (!pending_.empty() && pending_.back().since + pace_.windows(30) > learnt_ - windows) pending_.pop_back();
}

void Series::advance(double x, const Prediction& prediction) {
  correct(level_, prediction, x);
  revert(level_, level_noise_);
}

bool Series::refit_due(double age_days) const {
  if (!started_) return true;
  const double young = age_days < kImmediateDays ? 1.0 / 6 : 1;
  return since_refit_ >= pace_.windows(young * (reported_ ? kRefitMinutes : kSilentRefitMinutes));
}

void Series::refit(const NoiseTables& tables, double kin_rate_per_window, double age_days) {
  const double hours = since_refit_ / pace_.windows_per_hour();
  age_days_ = age_days;
  fit_ = noise_.fit(tables, age_days, hours);
  baseline_.refit({fit_.half_hour_excess, kin_rate_per_window}, hours);
  usual_.age(hours);
  since_refit_ = 0;
  stale_noise_ = true;
  reported_ = false;
}

void Series::rescale(double factor) {
  baseline_.rescale(factor);
  level_ = resting_level(level_noise_);
}

}  // namespace outcry::detect
