#include "model/incident.h"

#include <algorithm>

namespace outcry {
namespace {

constexpr std::array<std::string_view, 6> kStateNames{"suspected", "open",      "recovering",
                                                      "resolved",  "dismissed", "merged"};
constexpr std::array<std::string_view, 8> kTypeNames{"outcry.incident.suspected.v1", "outcry.incident.opened.v1",
                                                     "outcry.incident.updated.v1",   "outcry.incident.recovering.v1",
                                                     "outcry.incident.resolved.v1",  "outcry.incident.reopened.v1",
                                                     "outcry.incident.dismissed.v1", "outcry.incident.merged.v1"};
constexpr std::string_view kTypePrefix = "outcry.incident.";
constexpr std::string_view kTypeSuffix = ".v1";

}  // namespace

std::string_view name(IncidentState state) { return kStateNames[static_cast<std::size_t>(state)]; }

std::optional<IncidentState> incident_state(std::string_view name) {
  const auto it = std::ranges::find(kStateNames, name);
  if (it == kStateNames.end()) return std::nullopt;
  return static_cast<IncidentState>(it - kStateNames.begin());
}

std::string_view type_name(EventType type) { return kTypeNames[static_cast<std::size_t>(type)]; }

std::optional<EventType> event_type(std::string_view name) {
  for (std::size_t i = 0; i < kTypeNames.size(); ++i) {
    std::string_view word = kTypeNames[i];
    if (name == word) return static_cast<EventType>(i);
    word.remove_prefix(kTypePrefix.size());
    word.remove_suffix(kTypeSuffix.size());
    if (name == word) return static_cast<EventType>(i);
  }
  return std::nullopt;
}

std::string_view name(Role role) {
  switch (role) {
    case Role::single:
      return "single";
    case Role::root:
      return "root";
    case Role::collateral:
      return "collateral";
  }
  return "single";
}

std::string_view name(OfficialWord word) {
  switch (word) {
    case OfficialWord::none:
      return "none";
    case OfficialWord::acknowledged:
      return "acknowledged";
    case OfficialWord::denied:
      return "denied";
    case OfficialWord::resolved:
      return "resolved";
  }
  return "none";
}

}  // namespace outcry
