// Incidents and events as JSON: CloudEvents 1.0, the one form in which they leave the program.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/catalog.h"
#include "model/incident.h"

namespace outcry::outputs {

using Json = nlohmann::ordered_json;

/// Which run made an event; the same for all events of a store.
struct RunInfo {
  std::string mode = "replay";    ///< "replay" or "live"
  std::string config_hash;        ///< of configuration and catalog, hexadecimal
  std::string version;            ///< of outcry
  std::string source = "outcry";  ///< CloudEvents `source`
  /// What the hash covers, name and value, so that a store can say what differs; not in events.
  std::vector<std::pair<std::string, std::string>> settings{};
};

struct EncodeOptions {
  bool include_text = true;  ///< texts of samples; ids and links always
};

/// The version of the shape below; grows when a field changes its meaning or goes.
inline constexpr int kSchemaVersion = 1;
/// CloudEvents `dataschema`: the name of docs/schema/incident-event.v1.json.
inline constexpr std::string_view kSchemaName = "urn:outcry:schema:incident:1";

/// The incident as docs/events.md describes it, without what only an event has (`sequence`,
/// `recorded_at`, `event`). All text is valid UTF-8; numbers are rounded to six significant digits, and
/// one that is not finite is null.
Json to_json(const Incident& incident, const Catalog& catalog, const RunInfo& run, const EncodeOptions& options = {});

/// One event of the log, numbered without gaps from 1: a structured CloudEvent whose `data` is the incident
/// with the event that led to it. `id` is the incident's id and revision, so equal events have equal ids.
Json to_cloudevent(const IncidentEvent& event, std::uint64_t sequence, const Catalog& catalog, const RunInfo& run,
                   const EncodeOptions& options = {});

/// Without line breaks, in one line; never throws, whatever the texts hold.
std::string to_line(const Json& json);

}  // namespace outcry::outputs
