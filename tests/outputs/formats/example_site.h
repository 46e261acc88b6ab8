// A site with services in every state and incidents in every state, for the tests of the read formats.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "outputs/formats/site.h"

namespace outcry::outputs::formats {

Site example_site();

/// Netflix fails, Hulu recovers, Verizon is watched, Max is quiet, of Zoom nothing is known.
std::vector<Standing> example_standings();

/// `data` of events, newest incident first: Netflix open, Hulu recovering, Verizon suspected, Zoom merged after it had
/// been open, Max dismissed, Netflix resolved the day before.
std::vector<nlohmann::ordered_json> example_incidents();

}  // namespace outcry::outputs::formats
