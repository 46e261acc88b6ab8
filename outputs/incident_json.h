// The fields of an incident as JSON, group by group, in the order in which docs/events.md lists them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "outputs/encode.h"

namespace outcry::outputs {

/// What an event adds to the incident that it carries.
struct EventFields {
  std::uint64_t sequence = 0;
  EventType type{};
  EventTime at;
  std::string_view reason;
};

/// The incident, with the fields of an event when there is one.
Json incident_json(const Incident& incident, const Catalog& catalog, const RunInfo& run, const EncodeOptions& options,
                   const std::optional<EventFields>& event);

/// A post that is kept: as one of an incident's samples.
Json sample_json(const Sample& sample, const Catalog& catalog, const EncodeOptions& options);

/// A region as it is told, and a share with its interval.
Json region_json(const RegionShare& share, const Catalog& catalog);
Json proportion_json(const Proportion& share);

/// Six significant digits; null when not finite. Rounded here so that sums that differ in their last
/// bits, as compilers differ, are written alike.
Json number(double value);

/// "minor", "moderate", "major", "extreme"; "none" below 1.
std::string_view severity_name(int level);

/// "opened" of "outcry.incident.opened.v1".
std::string_view short_name(EventType type);

}  // namespace outcry::outputs
