// A made-up outage of Netflix with everything that an incident can hold, for the tests of outputs.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.h"
#include "model/incident.h"
#include "outputs/encode.h"

namespace outcry::outputs {

/// Netflix and Hulu; playback and login; the US with Texas, Ohio and California.
std::shared_ptr<const Catalog> example_catalog();

/// Open since 19:42, as seen at 20:12. One of its posts is hostile: control characters, bidi overrides,
/// bytes that are no UTF-8.
Incident example_incident();

/// The same incident in each of its states, one event of each type, at rising times.
std::vector<IncidentEvent> example_events();

/// These events as the log has them, numbered from 1.
std::vector<std::string> example_lines();

RunInfo example_run();

EventTime at(std::string_view rfc3339);

}  // namespace outcry::outputs
