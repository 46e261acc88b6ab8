// How many posts of one kind come in a minute: a mean with a daily and weekly cycle, drifting and bursty as people are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "app/simulate/random.h"
#include "model/time.h"

namespace outcry::simulate {

/// A share of the people, and when they live.
struct TimeZone {
  double utc_offset_hours = 0;
  double share = 1;
};

/// When people do a thing, in local time. The mean of a week is 1.
struct Cycle {
  std::array<double, 24> hours{};
  std::array<double, 7> days{};  ///< Sunday first
};
/// "awake" (whenever people are), "evening" (leisure), "office" (work), "flat". Null if it is none of these.
const Cycle* find_cycle(std::string_view name);
const std::vector<std::string>& cycle_names();

/// Activity at a moment relative to the mean of a week, all zones together.
double activity(const Cycle& cycle, const std::vector<TimeZone>& zones, EventTime time);

/// Departures of counts from their mean.
struct Noise {
  double size = 4;                ///< of the negative binomial count of a minute; 0 = Poisson
  double sd = 0.25;               ///< of the log-rate, which is an AR(1) process
  double half_life_minutes = 30;  ///< in which the log-rate forgets half of a departure
};

/// One stream of posts, minute by minute.
class RateStream {
 public:
  RateStream(double per_minute, Noise noise, Random& random);
  /// How many posts come in the next minute when people are `activity` times as active as on average.
  std::uint32_t next(double activity);

 private:
  double per_minute_;
  Noise noise_;
  double keep_;  ///< of a departure, from one minute to the next
  double log_rate_ = 0;
  Random* random_;
};

}  // namespace outcry::simulate
