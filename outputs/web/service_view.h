// One service in full: what people say now, and what was.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/web/overview.h"

namespace outcry::outputs::web {

/// The last half hour, or since the onset of the incident that is not over: reporters, mix, symptoms and regions beside
/// their usual shares (usual.h), and what only an incident knows: devices, codes, alternatives.
Json breakdown_json(const Overview& overview, const ServiceNow& now);

/// Brief, names, neighbours, breakdown, history of 90 days.
Json service_json(const Overview& overview, const ServiceNow& now);

}  // namespace outcry::outputs::web
