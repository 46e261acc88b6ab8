#include "detect/charts/own_history.h"

#include <algorithm>
#include <cmath>

namespace outcry::detect {
namespace {

constexpr double kPriorDays = 3;
constexpr double kPriorTail = 10;
constexpr double kOvershoot = 1.4;
constexpr double kForgetFromDay = 28;
constexpr double kHalfLifeDays = 45;
constexpr double kQuietMinutes = 30;
constexpr double kBelow = 2;

}  // namespace

double OwnHistory::day_limit(const Pace& pace) { return std::log(pace.windows_per_day()); }

double OwnHistory::arrival(const Pace& pace) const {
  return (kPriorDays + excursions_) / (kPriorDays * pace.windows_per_day() + windows_);
}

double OwnHistory::tail() const { return std::min(1.0, (kPriorTail + uncensored_) / (kPriorTail + excess_)); }

double OwnHistory::threshold(double log_promise, const Pace& pace) const {
  const double by_history = day_limit(pace) + (std::log(arrival(pace)) + log_promise) / tail();
  return std::max(log_promise - kOvershoot, by_history);
}

double OwnHistory::rate(double m_statistic, const Pace& pace) const {
  const double by_history = tail() * (m_statistic - day_limit(pace)) - std::log(arrival(pace));
  return std::exp(-std::min(m_statistic + kOvershoot, by_history));
}

void OwnHistory::forget(const Pace& pace) {
  const double keep = std::exp2(-since_ / (kHalfLifeDays * pace.windows_per_day()));
  for (double* sum : {&windows_, &excursions_, &uncensored_, &excess_}) *sum *= keep;
}

void OwnHistory::close(double h, double limit) {
  inside_ = false;
  excursions_ += 1;
  if (highest_ < limit) uncensored_ += 1;
  excess_ += std::max(0.0, std::min(highest_, limit) - h);
}

bool OwnHistory::observe(double m_statistic, int windows, double age_days, double log_promise, const Pace& pace) {
  windows_ += windows;
  since_ += windows;
  const bool due = since_ >= pace.windows(60);
  if (due && age_days > kForgetFromDay) forget(pace);
  if (due) since_ = 0;
  const double h = day_limit(pace);
  if (m_statistic > h) {
    highest_ = inside_ ? std::max(highest_, m_statistic) : m_statistic;
    inside_ = true;
    quiet_ = 0;
    return due;
  }
  if (!inside_) return due;
  quiet_ = m_statistic < h - kBelow ? quiet_ + 1 : 0;
  if (quiet_ < pace.windows(kQuietMinutes)) return due;
  close(h, threshold(log_promise, pace));
  return true;
}

}  // namespace outcry::detect
