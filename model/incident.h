// An incident: the story of one outage, and the events it is told in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/counts.h"

namespace outcry {

/// suspected -> open -> recovering -> resolved; dismissed from suspected; merged into a common cause.
enum class IncidentState : std::uint8_t { suspected, open, recovering, resolved, dismissed, merged };
std::string_view name(IncidentState state);
std::optional<IncidentState> incident_state(std::string_view name);

enum class EventType : std::uint8_t { suspected, opened, updated, recovering, resolved, reopened, dismissed, merged };
/// "outcry.incident.opened.v1"
std::string_view type_name(EventType type);
/// The inverse of `type_name`; also takes the short word ("opened").
std::optional<EventType> event_type(std::string_view name);

/// `single` until several services fail at once.
enum class Role : std::uint8_t { single, root, collateral };
std::string_view name(Role role);

enum class OfficialWord : std::uint8_t { none, acknowledged, denied, resolved };
std::string_view name(OfficialWord word);

/// The number that a chart compares with its limit.
struct Statistic {
  std::string name;  ///< of the chart: "cusum", "ewma", ...
  double value = 0;
  double threshold = 0;
  double false_alarms_per_day = 0;  ///< at which rate this value or more would come by chance
  std::string parameters;           ///< "shift x3, r 4.2": for people
};

struct Transition {
  EventTime at;
  IncidentState from{};
  IncidentState to{};
  std::string reason;  ///< a sentence
  double statistic = 0;
  double threshold = 0;
  std::string actor = "detector";
};

/// A share with its n and its Wilson interval at 95 %.
struct Proportion {
  double value = 0;
  double low = 0;
  double high = 0;
  std::uint32_t n = 0;
};

struct RegionShare {
  RegionId region = kNoRegion;
  std::uint32_t n = 0;       ///< reporters since onset
  double expected = 0;       ///< by the service's usual share of this region
  double lift = 0;           ///< n / expected
  bool significant = false;  ///< above its usual share, false discovery rate held
  Scope completeness = Scope::unknown;
  Proportion complete;  ///< of those who say how wholly it fails, those who say wholly
};

struct SymptomShare {
  SymptomId symptom{};
  std::uint32_t n = 0;
  double expected = 0;
  double lift = 0;
  bool significant = false;
};

struct Severity {
  int level = 0;    ///< 1 minor, 2 moderate, 3 major, 4 extreme
  double area = 0;  ///< excess reporters x minutes / minutes: reporters above the expected since onset
};

struct OfficialRecord {
  OfficialWord word = OfficialWord::none;
  std::optional<EventTime> first_at;
  std::vector<Sample> posts;
};

/// Copies and templates among the evidence: they count at most twice in a window, and are named.
struct Coordination {
  double score = 0;                   ///< evidence posts held back as copies or repeats of an author, of all, [0, 1]
  std::vector<CopyCluster> clusters;  ///< of five posts or more, largest first, at most kMaxClusters
};

struct DataGap {
  EventTime from;
  EventTime to;
  std::string cause;
};

struct Incident {
  std::string id;              ///< "netflix-20261123T1942Z": from service and onset
  std::uint32_t revision = 0;  ///< grows with every event of this incident
  ServiceId service{};
  IncidentState state = IncidentState::suspected;
  Role role = Role::single;
  std::string group_id;            ///< id of the root's incident; "" when single
  std::vector<std::string> cause;  ///< why it has this role: sentences
  Severity severity;
  double confidence = 0;  ///< false alarms per day at which it would just have fired (smaller = surer)
  EventTime onset_at;     ///< estimated change
  EventTime onset_from;   ///< its interval
  EventTime onset_to;
  EventTime detected_at;  ///< end of the window in which a chart fired
  std::optional<EventTime> peak_at;
  std::optional<EventTime> recovering_at;
  std::optional<EventTime> resolved_at;
  std::uint32_t reopened_count = 0;
  std::uint32_t observed = 0;        ///< reporters since onset
  double expected = 0;               ///< by the baseline, same windows
  std::uint32_t peak_reporters = 0;  ///< in one window
  Statistic statistic;
  std::uint32_t posts = 0;
  std::array<std::uint32_t, kIntents> mix{};
  std::uint32_t reposts = 0;
  std::uint32_t copies = 0;
  double sentiment = 0;                ///< mean over posts since onset, [-1, 1]
  std::vector<SymptomShare> symptoms;  ///< by n, largest first; none below five reporters
  std::vector<RegionShare> regions;    ///< likewise
  std::uint32_t region_unknown = 0;    ///< reporters who said no place
  std::vector<CodeCount> error_codes;
  std::array<std::uint32_t, 6> devices{};
  std::vector<Sample> samples;  ///< representative, at most kMaxSamples, varied in symptom and region
  std::vector<Sample> tips;
  std::vector<AlternativeCount> alternatives;
  std::vector<AlsoNamedCount> also_named;  ///< by reporters, largest first
  Coordination coordination;
  OfficialRecord official;
  std::vector<DataGap> data_gaps;
  std::vector<Transition> transitions;
};
inline constexpr std::size_t kMaxSamples = 12;

/// One line of the story: the incident as it stands after it.
struct IncidentEvent {
  EventType type{};
  EventTime at;        ///< end of the window that caused it
  std::string reason;  ///< a sentence
  Incident incident;
};

}  // namespace outcry
