// How many windows make a minute and a day: constants of the literature are in minutes, state is in windows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cmath>

namespace outcry::detect {

struct Pace {
  double window_seconds = 60;

  explicit Pace(std::chrono::seconds window) : window_seconds(static_cast<double>(window.count())) {}
  double windows_per_minute() const { return 60 / window_seconds; }
  double windows_per_hour() const { return 3600 / window_seconds; }
  double windows_per_day() const { return 86'400 / window_seconds; }
  /// What remains after one window of something that halves in so many minutes.
  double keep(double half_life_minutes) const { return std::exp2(-window_seconds / (60 * half_life_minutes)); }
  /// At least one window.
  int windows(double minutes) const {
    return std::max(1, static_cast<int>(std::lround(minutes * windows_per_minute())));
  }
};

}  // namespace outcry::detect
