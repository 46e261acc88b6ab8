// Where the ticks of an axis go.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/time.h"

namespace outcry::outputs::report {

/// Steps of 1, 2 or 5 times a power of ten, whole numbers only, from 0 to the first tick at or above `most`; at most
/// `ticks` (>= 1) of them besides 0.
std::vector<double> number_ticks(double most, std::size_t ticks);

struct TimeTick {
  EventTime at;
  std::string label;  ///< "19:30", or "22 Nov" where a day begins
};
/// Round moments in [from, to], at most `ticks` (>= 1).
std::vector<TimeTick> time_ticks(EventTime from, EventTime to, std::size_t ticks);

}  // namespace outcry::outputs::report
