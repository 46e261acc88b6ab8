#include "detect/exposure.h"

#include <algorithm>
#include <cmath>

namespace outcry::detect {
namespace {

constexpr double kOneInAMillion = 14;
constexpr double kTimesLongest = 3;
constexpr double kSigmas = 5;
constexpr double kTellingVolume = 30;
constexpr double kLeastFactor = 0.02;
constexpr double kMostFactor = 10;
constexpr double kYoungHours = 1;

double background_posts(const WindowCounts& window) {
  double named = 0;
  for (const ServiceCounts& service : window.services) {
    for (const std::uint32_t n : service.intents) named += n;
    named += service.reposts;
  }
  return std::max(0.0, static_cast<double>(window.posts) - named);
}

/// Relative excess variance, exponentially weighted over about a day.
void learn_variance(double& variance, double x, double m, double weight) {
  if (m <= 0) return;
  const double miss = x - m;
  const double excess = std::clamp((miss * miss - m) / (m * m), -1.0, 4.0);
  variance = std::max(0.0, variance + weight * (excess - variance));
}

}  // namespace

Heard ExposureMeter::judge(const WindowCounts& window) {
  const WeekTime when = week_time(window.window.begin);
  const auto posts = static_cast<double>(window.posts);
  refit_if_due();
  if (window.exposure <= 0 || implausibly_silent(when, posts)) return {0};
  const double factor = scale(when, background_posts(window)) * std::min(1.0, window.exposure);
  learn_variance(total_variance_, posts, total_.expected(when), weight());
  total_.learn(when, posts, 1);
  heard_windows_ += 1;
  return {factor};
}

bool ExposureMeter::implausibly_silent(const WeekTime& when, double posts) {
  if (posts > 0) {
    const bool was_blind = silence_ < 0;
    if (!was_blind) longest_silence_ = std::max(longest_silence_, silence_);
    silence_ = 0;
    return false;
  }
  if (silence_ < 0) return true;
  const double expected = total_.expected(when);
  silence_ += expected;
  const double phi = 1 + expected * total_variance_;
  const double limit = std::max(kOneInAMillion * phi, kTimesLongest * longest_silence_);
  if (silence_ <= limit || age_days() * 24 < kYoungHours) return false;
  silence_ = -1;
  return true;
}

double ExposureMeter::scale(const WeekTime& when, double posts) {
  const double expected = background_.expected(when);
  const double sd = std::sqrt(1 / (expected + 1) + relative_variance_ + background_.relative_variance(when));
  const bool telling = expected >= kTellingVolume && age_days() * 24 >= kYoungHours;
  const bool at_fault = telling && std::abs(std::log((posts + 1) / (expected + 1))) > kSigmas * sd;
  if (!at_fault) {
    off_windows_ = off_posts_ = off_expected_ = 0;
    learn_variance(relative_variance_, posts, expected, weight());
    background_.learn(when, posts, 1);
    return 1;
  }
  off_windows_ += 1;
  off_posts_ += posts;
  off_expected_ += expected;
  if (off_windows_ >= pace_.windows_per_day()) {
    background_.rescale(off_posts_ / off_expected_);
    off_windows_ = off_posts_ = off_expected_ = 0;
  }
  return std::clamp(posts / expected, kLeastFactor, kMostFactor);
}

/// Of one window in the running variances: the mean of what was heard at first, about a day later.
double ExposureMeter::weight() const { return std::max(1 / pace_.windows_per_day(), 1 / (heard_windows_ + 20)); }

void ExposureMeter::refit_if_due() {
  const double age_hours = age_days() * 24;
  const int every = pace_.windows(age_hours < 24 ? 5 : 60);
  if (++since_refit_ < every && heard_windows_ > 0) return;
  const double hours = since_refit_ / pace_.windows_per_hour();
  since_refit_ = 0;
  total_.refit({total_variance_ / 4, 0}, hours);
  background_.refit({relative_variance_ / 4, 0}, hours);
}

}  // namespace outcry::detect
