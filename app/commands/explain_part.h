// What the parts of an explanation of an incident are made of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "model/time.h"
#include "outputs/encode.h"

namespace outcry::app {

/// What a store knows of its run beside the incidents.
struct RunFacts {
  /// Asked of one service; not a number when it is not stored.
  double false_alarms_per_day = std::numeric_limits<double>::quiet_NaN();
  std::string chart;               ///< that decides; "" when it is not stored
  std::uint64_t fewest_shown = 5;  ///< reporters from which a region or symptom is shown
};

/// A part as people read it: whole sentences, then a list. All of it harmless for a terminal.
struct Section {
  std::string heading;
  std::vector<std::string> sentences;
  std::vector<std::string> items;
};

/// A part as sentences, and the same as fields.
struct Part {
  std::string key;  ///< of its fields
  outputs::Json fields;
  Section section;
};

/// The time, or null.
outputs::Json moment_field(const std::optional<EventTime>& at);
/// Seconds between the two, or null when one is not known.
outputs::Json seconds_field(const std::optional<EventTime>& from, const std::optional<EventTime>& to);

/// "about once in 121 days", "about once in 12 years", "less than once in 1,000 years", "about 3 times a day".
std::string how_rare(double per_day);
/// "23:46 UTC on 22 March 2026"
std::string moment(EventTime at);
/// The text with a full stop, unless it ends a sentence already.
std::string full_stop(std::string text);

/// The first transition to `open`, or null when it never opened.
const outputs::Json& opening_of(const outputs::Json& incident);

}  // namespace outcry::app
