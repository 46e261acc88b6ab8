// One incident in full, and what a report of it needs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/report/facts.h"
#include "outputs/web/overview.h"

namespace outcry::outputs::web {

/// `data` of its newest event with `review`, `compared`, `children` and `command`, and the links of its posts
/// (`add_links`).
Json incident_json(const Overview& overview, const IncidentBook::Entry& incident);

/// All that the store knows of it: its course from an hour before the onset until two hours after its end, at most
/// 3,000 steps.
report::Facts report_facts(const Overview& overview, const Json& incident);

}  // namespace outcry::outputs::web
