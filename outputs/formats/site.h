// What every read format is told: where it is served, how the services stand, and the incidents.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>

#include "model/time.h"

namespace outcry::outputs::formats {

/// How a service stands. Texts may hold anything; the formats escape them.
struct Standing {
  std::string slug;
  std::string name;
  std::string category;
  std::string state;               ///< quiet, watch, incident, recovering or unknown; anything else is taken as unknown
  std::string reason;              ///< a sentence, "" when there is none
  std::optional<EventTime> since;  ///< of the state
};

/// Where the formats are served and by whom.
struct Site {
  std::string base_url;           ///< "http://127.0.0.1:8077", no slash at the end
  std::string version;            ///< of outcry
  EventTime updated;              ///< up to when the world has been heard
  std::string source = "outcry";  ///< CloudEvents `source`: tells the ids of one outcry from those of another
};

/// `data` of the newest event of each incident (docs/events.md), newest incident first. Members may be missing, null
/// or of another type. What has no id, no known state or no time at all cannot be told and is left out.
using Incidents = std::span<const nlohmann::ordered_json>;

}  // namespace outcry::outputs::formats
