#include "outputs/encode.h"

#include <fmt/format.h>

#include "outputs/incident_json.h"
#include "outputs/utf8.h"

namespace outcry::outputs {

Json to_json(const Incident& incident, const Catalog& catalog, const RunInfo& run, const EncodeOptions& options) {
  return incident_json(incident, catalog, run, options, std::nullopt);
}

Json to_cloudevent(const IncidentEvent& event, std::uint64_t sequence, const Catalog& catalog, const RunInfo& run,
                   const EncodeOptions& options) {
  const EventFields fields{sequence, event.type, event.at, event.reason};
  const std::string id = repaired(event.incident.id);
  return {{"specversion", "1.0"},
          {"id", fmt::format("{}.{}", id, event.incident.revision)},
          {"source", repaired(run.source)},
          {"type", type_name(event.type)},
          {"subject", "service/" + repaired(catalog.at(event.incident.service).slug)},
          {"time", format_utc(event.at)},
          {"datacontenttype", "application/json"},
          {"dataschema", kSchemaName},
          {"recordedtime", format_utc(event.at)},
          // Twenty digits hold every 64-bit number, so that text order is order.
          {"sequence", fmt::format("{:020}", sequence)},
          {"partitionkey", id},
          {"data", incident_json(event.incident, catalog, run, options, fields)}};
}

std::string to_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace outcry::outputs
