#include "detect/recent_sums.h"

#include <algorithm>

namespace outcry::detect {
namespace {

constexpr double kSlowHalfLife = 45;
constexpr double kFastestHalfLife = 5;
constexpr double kFastReports = 3;
constexpr double kRecoverRatio = 1.5;
constexpr double kRelapseRatio = 3;
constexpr double kCloseRatio = 1.3;
constexpr double kFewestRecoveries = 3;
constexpr double kLeftOfPeak = 0.25;

}  // namespace

void RecentSums::begin(double reports_per_minute, const Pace& pace) {
  *this = RecentSums();
  half_life_ = std::clamp(kFastReports / reports_per_minute, kFastestHalfLife, kSlowHalfLife);
  slow_keep_ = pace.keep(kSlowHalfLife);
  fast_keep_ = pace.keep(half_life_);
}

void RecentSums::add(const ServiceCounts* counts, double expected) {
  const double x = counts == nullptr ? 0 : counts->reporters;
  const double back = counts == nullptr ? 0 : counts->intents[static_cast<std::size_t>(Intent::recovery)];
  slow_.add(slow_keep_, x, expected);
  fast_.add(fast_keep_, x, expected);
  recoveries_ = fast_keep_ * recoveries_ + back;
}

bool RecentSums::near_normal() const { return fast_.below(kRecoverRatio); }
bool RecentSums::high() const { return !fast_.below(kRelapseRatio); }
bool RecentSums::long_normal() const { return slow_.below(kCloseRatio); }

bool RecentSums::told_to_be_back(double peak) const {
  const double windows_summed = 1 / (1 - fast_keep_);
  return recoveries_ > fast_.x && recoveries_ >= kFewestRecoveries && fast_.x < kLeftOfPeak * windows_summed * peak;
}

}  // namespace outcry::detect
