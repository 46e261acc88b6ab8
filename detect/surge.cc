#include "detect/surge.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace outcry::detect {
namespace {

constexpr std::array<double, 5> kScaleMinutes{5, 15, 30, 60, 120};
constexpr double kBlockMinutes = 60;
constexpr double kDayMinutes = 24 * 60;
constexpr double kFastMinutes = 7 * kDayMinutes;
constexpr double kSlowMinutes = 14 * kDayMinutes;
constexpr double kPriorMinutes = 60;
constexpr double kMostScore = 30;
constexpr double kLogOffset = 2;

}  // namespace

Surge::Surge(Pace pace, std::uint32_t views)
    : pace_(pace), views_(views & kAllViews), block_windows_(pace.windows(kBlockMinutes)) {
  for (std::size_t i = 0; i < kScales; ++i) {
    scales_[i] = static_cast<std::size_t>(pace.windows(kScaleMinutes[i]));
    if (i > 0) scales_[i] = std::max(scales_[i], scales_[i - 1] + 1);
  }
  counts_.resize(scales_.back());
  means_.resize(scales_.back());
}

double Surge::expected() const {
  const double prior = kPriorMinutes * pace_.windows_per_minute();
  return (fast_.sum + prior * slow_.value()) / (fast_.weight + prior);
}

void Surge::learn(double count, double mu) {
  const bool young = static_cast<double>(windows_) < pace_.windows_per_day();
  const double most = young ? count : mu + 3 * std::sqrt(mu + 0.3 * mu * mu);
  const double clipped = std::min(count, std::max(most, 1.0));
  fast_.add(clipped, pace_.keep(kFastMinutes));
  slow_.add(clipped, pace_.keep(kSlowMinutes));
}

void Surge::remember(double count, double mu) {
  const std::size_t at = static_cast<std::size_t>(windows_) % counts_.size();
  counts_[at] = count;
  means_[at] = mu;
  heard_ = std::min(heard_ + 1, counts_.size());
}

Surge::Residuals Surge::residuals(std::size_t windows) const {
  double sum = 0;
  double mean = 0;
  const std::size_t n = std::min(windows, heard_);
  for (std::size_t back = 0; back < n; ++back) {
    const std::size_t at = (static_cast<std::size_t>(windows_) + counts_.size() - back) % counts_.size();
    sum += counts_[at];
    mean += means_[at];
  }
  return {2 * (std::sqrt(sum + 0.375) - std::sqrt(mean + 0.375)), std::log((sum + kLogOffset) / (mean + kLogOffset)),
          (sum - mean) / std::sqrt(mean + 1)};
}

Surge::Reading Surge::observe(double count) {
  const double mu = expected();
  remember(count, mu);
  double days = 0;
  for (std::size_t i = 0; i < kScales; ++i) {
    const Residuals all = residuals(scales_[i]);
    for (std::size_t k = 0; k < kKinds; ++k) {
      TailScale& tail = tails_[i * kKinds + k];
      if (speaks(i * kKinds + k)) days += tail.waiting_days(all[k]);
      tail.observe(all[k]);
    }
  }
  const bool is_grown = tails_[0].is_grown();
  learn(count, mu);
  if (++windows_ % block_windows_ == 0)
    for (TailScale& tail : tails_) tail.close_block(pace_.windows_per_day() / static_cast<double>(block_windows_));
  const double score = std::log10(days / std::max(1, std::popcount(views_)));
  return {mu, std::clamp(score, -kMostScore, kMostScore), is_grown};
}

void Surge::skip() { heard_ = 0; }

bool ToldOnce::tells(std::int64_t window, double score) {
  if (score < limit_) return false;
  const bool recent = has_told_ && window - told_at_ < day_;
  if (recent && score <= highest_ + kTenTimesRarer) return false;
  highest_ = score;
  told_at_ = window;
  has_told_ = true;
  return true;
}

}  // namespace outcry::detect
