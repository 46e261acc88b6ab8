#include "detect/baseline.h"

#include <algorithm>
#include <cmath>

#include "detect/lanes.h"

namespace outcry::detect {
namespace {

constexpr double kDayHalfLifeHours = 14 * 24;
constexpr double kWeekHalfLifeHours = 42 * 24;
constexpr double kKernelSdBins = 4;
constexpr std::size_t kKernelReach = 12;
/// One report in ten minutes, until the series or its kin say otherwise: a rate believed too high is the careful side.
constexpr double kStrangerPerMinute = 0.1;
/// Kin that are hardly ever named must not hush a large newcomer: their silence weighs an hour at most.
constexpr double kMostPriorMinutes = 60;
/// A service is never believed to be named less than once in ten days.
constexpr double kLeastPerMinute = 1.0 / 14'400;

const std::array<double, kKernelReach + 1>& kernel() {
  static const auto table = [] {
    std::array<double, kKernelReach + 1> out{};
    for (std::size_t i = 0; i <= kKernelReach; ++i) {
      const double z = static_cast<double>(i) / kKernelSdBins;
      out[i] = std::exp(-z * z / 2);
    }
    return out;
  }();
  return table;
}

template <class Array>
void scale(Array& values, double factor) {
  for (double& value : values) value *= factor;
}

}  // namespace

WeekTime week_time(EventTime time) {
  constexpr std::int64_t kHalfHour = 1800;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  constexpr std::int64_t kThursdayToMonday = 3 * 86'400;  // 1970-01-01 was a Thursday
  std::int64_t of_week = (seconds + kThursdayToMonday) % (7 * 86'400);
  if (of_week < 0) of_week += 7 * 86'400;
  const std::int64_t of_day = of_week % 86'400;
  WeekTime out;
  out.weekday = static_cast<std::size_t>(of_week / 86'400);
  out.two_hour = static_cast<std::size_t>(of_week / 7'200);
  out.half_hour = static_cast<std::size_t>(of_day / kHalfHour);
  const double within = static_cast<double>(of_day % kHalfHour) / kHalfHour;
  out.nearer_half_hour = within < 0.5 ? (out.half_hour + 47) % 48 : (out.half_hour + 1) % 48;
  out.own_share = 1 - std::abs(within - 0.5);
  return out;
}

double Baseline::daily(const WeekTime& when) const {
  return when.own_share * day_[when.half_hour] + (1 - when.own_share) * day_[when.nearer_half_hour];
}

double Baseline::expected(const WeekTime& when) const {
  return level_ * daily(when) * weekday_[when.weekday] * week_[when.two_hour];
}

Baseline::Rates Baseline::rates(const WeekTime& when) const {
  const double of_week = level_ * weekday_[when.weekday] * week_[when.two_hour];
  return {of_week * day_[when.half_hour], of_week * day_[when.nearer_half_hour]};
}

double Baseline::relative_variance(const WeekTime& when) const {
  const double days_seen = day_n_[when.half_hour] * 48 / pace_.windows_per_day();
  const double weekday_seen = weekday_n_[when.weekday] / pace_.windows_per_day();
  return phi_ / (counts_ + 0.5) + phi_ / (2 * phi_ + kernel_count_[when.half_hour]) +
         0.16 * std::max(0.0, 1 - days_seen / 2) + 0.09 * std::max(0.0, 1 - weekday_seen);
}

void Baseline::learn(const WeekTime& when, double x, double exposure) {
  counts_ += x;
  windows_ += exposure;
  day_x_[when.half_hour] += x;
  day_n_[when.half_hour] += exposure;
  const double by_day = level_ * daily(when) * exposure;
  weekday_x_[when.weekday] += x;
  weekday_m_[when.weekday] += by_day;
  weekday_n_[when.weekday] += exposure;
  week_x_[when.two_hour] += x;
  week_m_[when.two_hour] += by_day * weekday_[when.weekday];
}

void Baseline::learn_silence(double windows) {
  windows_ += windows;
  for (double& n : day_n_) n += windows / static_cast<double>(kDay);
}

OUTCRY_WIDE void Baseline::age(double hours) {
  const double day = std::exp2(-hours / kDayHalfLifeHours);
  const double week = std::exp2(-hours / kWeekHalfLifeHours);
  counts_ *= day;
  windows_ *= day;
  scale(day_x_, day);
  scale(day_n_, day);
  for (auto* values : {&weekday_x_, &weekday_m_, &weekday_n_}) scale(*values, week);
  for (auto* values : {&week_x_, &week_m_}) scale(*values, week);
}

void Baseline::refit(const BaselineContext& context, double hours) {
  age(hours);
  const double per_window = pace_.window_seconds / 60;
  const double kin = context.kin_rate_per_window > 0 ? context.kin_rate_per_window : kStrangerPerMinute * per_window;
  const double prior_windows = std::min(0.5 / kin, kMostPriorMinutes / per_window);
  level_ = std::max((counts_ + 0.5) / (windows_ + prior_windows), kLeastPerMinute * per_window);
  phi_ = 1 + pace_.windows_per_day() / 48 * level_ * std::max(0.0, context.half_hour_excess);
  refit_day();
  refit_week();
}

OUTCRY_WIDE void Baseline::refit_day() {
  const auto& weights = kernel();
  std::array<double, kDay + 2 * kKernelReach> x{};  // the day with its neighbours on both sides
  std::array<double, kDay + 2 * kKernelReach> n{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = day_x_[(i + kDay - kKernelReach) % kDay];
    n[i] = day_n_[(i + kDay - kKernelReach) % kDay];
  }
  std::array<double, kDay> around_n{};
  kernel_count_.fill(0);
  for (std::size_t offset = 0; offset <= 2 * kKernelReach; ++offset) {
    const double weight = weights[offset < kKernelReach ? kKernelReach - offset : offset - kKernelReach];
    for (std::size_t bin = 0; bin < kDay; ++bin) {
      kernel_count_[bin] += weight * x[bin + offset];
      around_n[bin] += weight * n[bin + offset];
    }
  }
  for (std::size_t bin = 0; bin < kDay; ++bin) {
    const double smooth = (kernel_count_[bin] + 2 * phi_) / (around_n[bin] * level_ + 2 * phi_);
    day_[bin] = (day_x_[bin] + 44 * phi_ * smooth) / (day_n_[bin] * level_ + 44 * phi_);
  }
}

OUTCRY_WIDE void Baseline::refit_week() {
  const double weekday_prior = std::min(1 + 14 * (phi_ - 1), 20.0) / (0.25 * 0.25);
  for (std::size_t i = 0; i < kWeekdays; ++i)
    weekday_[i] = (weekday_x_[i] + weekday_prior) / (weekday_m_[i] + weekday_prior);
  const double week_prior = (1 + 3 * (phi_ - 1)) / (0.12 * 0.12);
  for (std::size_t i = 0; i < kWeek; ++i) week_[i] = (week_x_[i] + week_prior) / (week_m_[i] + week_prior);
}

void Baseline::rescale(double factor) {
  counts_ *= factor;
  scale(day_x_, factor);
  for (auto* values : {&weekday_x_, &weekday_m_}) scale(*values, factor);
  for (auto* values : {&week_x_, &week_m_}) scale(*values, factor);
  level_ *= factor;
}

}  // namespace outcry::detect
