// How much is simulated, and what is asked of the detector.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

namespace outcry::benchmarks {

/// Asked: one false alarm in so many days.
inline constexpr std::array<double, 2> kAskedDays{30, 90};
/// A surge multiplies what is usual by one of these.
inline constexpr std::array<double, 4> kTimes{2, 3, 5, 10};

struct Effort {
  int series = 40;   ///< a noise, for false alarms
  int days = 60;     ///< a series, more than 14
  int surges = 200;  ///< for each noise and multiple, over 40 series: the whole forties of it
  std::string chart = "sr";
};

}  // namespace outcry::benchmarks
