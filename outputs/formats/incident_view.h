// The fields of an incident that the read formats tell, read once from its JSON.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/incident.h"
#include "outputs/formats/site.h"

namespace outcry::outputs::formats {

/// A change of state.
struct Change {
  EventTime at;
  IncidentState to{};
  std::string reason;  ///< without a full stop
};

/// A post of the service's own account.
struct OfficialPost {
  EventTime at;
  std::string link;  ///< http or https, "" when there is none
  std::string text;  ///< at most 500 characters; "" when texts are not passed on
};

/// All texts are lines as of `one_line`; "" or empty is what the JSON does not say.
struct IncidentView {
  std::string id;
  std::uint64_t revision = 0;
  std::string slug;
  std::string service;  ///< its name, or its slug when it has none
  IncidentState state{};
  int severity = 0;  ///< 1 minor to 4 extreme; 0 unknown
  std::string group_id;
  std::optional<EventTime> onset;
  std::optional<EventTime> detected;
  std::optional<EventTime> recovering;
  std::optional<EventTime> resolved;
  std::optional<EventTime> again;  ///< since when it fails again, where it does
  EventTime began;                 ///< the onset; when that is not known, the first moment that is
  EventTime changed;               ///< of the newest event; when that is not known, the last moment that is
  std::optional<std::uint64_t> observed;
  std::optional<double> expected;
  std::string symptom;          ///< the largest
  std::string region;           ///< with the most reporters of those significantly above their usual share
  std::vector<Change> changes;  ///< oldest first; without those whose time or state is not known
  OfficialWord word = OfficialWord::none;
  std::optional<EventTime> official_at;  ///< of the first official word
  std::vector<OfficialPost> official;    ///< oldest first
};

/// Empty for what cannot be told: no id, no known state, or not a single time. Never throws.
std::optional<IncidentView> view_of(const nlohmann::ordered_json& incident);

/// Views of those that are, or were, more than a suspicion: open, recovering, resolved, and merged ones that had been
/// open before. In the given order.
std::vector<IncidentView> told(Incidents incidents);
/// Those of them that are of one service.
std::vector<IncidentView> told_of_service(Incidents incidents, std::string_view slug);

/// When it was over: reports had fallen for good, or it went into a common cause. Empty while it is
/// under way.
std::optional<EventTime> ended(const IncidentView& incident);

}  // namespace outcry::outputs::formats
