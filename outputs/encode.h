// Incidents and events as JSON: CloudEvents 1.0, the one form in which they leave the program.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

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
};

struct EncodeOptions {
  bool include_text = true;  ///< texts of samples; ids and links always
};

/// The incident as docs/events.md describes it.
Json to_json(const Incident& incident, const Catalog& catalog, const RunInfo& run, const EncodeOptions& options = {});

/// One event of the log, numbered without gaps from 1: a structured CloudEvent whose `data` is the incident.
Json to_cloudevent(const IncidentEvent& event, std::uint64_t sequence, const Catalog& catalog, const RunInfo& run,
                   const EncodeOptions& options = {});

}  // namespace outcry::outputs
