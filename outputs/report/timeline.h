// When what happened: the moments of an incident, and its timeline.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "outputs/report/facts.h"

namespace outcry::outputs::report {

/// The moments that the other sections speak of; empty when not known or not yet.
struct KeyTimes {
  std::optional<EventTime> onset;
  std::optional<EventTime> onset_from;
  std::optional<EventTime> onset_to;
  std::optional<EventTime> alarm;  ///< empty when it never came to one
  std::optional<EventTime> peak;
  std::optional<EventTime> official;
  std::optional<EventTime> recovering;
  std::optional<EventTime> resolved;
  std::optional<EventTime> end;  ///< reports had fallen for good; only when it is over
  std::optional<EventTime> now;  ///< when the last event was recorded
};

KeyTimes key_times(const Json& incident);

struct Moment {
  EventTime at;
  std::string kind;   ///< "onset", "alarm", "peak", "official", "operator", or the state that began
  std::string title;  ///< "alarm", "first official word"
  std::string text;   ///< why, as a sentence; may be ""
  std::optional<double> statistic;
  std::optional<double> threshold;
  std::string actor;  ///< "" when nobody acted
};

/// Onset, every transition, peak, first official word and what operators did, by time.
std::vector<Moment> timeline(const Facts& facts);

/// "acknowledged by an operator"
std::string action_name(const std::string& action);

}  // namespace outcry::outputs::report
