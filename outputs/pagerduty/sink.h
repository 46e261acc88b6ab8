// Incidents for whoever is on call: PagerDuty's Events API v2, and those that take the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/remote_sinks.h"

namespace outcry::outputs::pagerduty {

/// The request that an event makes; null for one that pages nobody. `opened`, `reopened` and an `updated` that has
/// grown graver than minor, that fails again after it was recovering, or that is the first of its incident (`begins`),
/// trigger, unless it is recovering now; `resolved`, `dismissed` and `merged` resolve. The incident's id is the
/// `dedup_key`, so that what is triggered again is the same alert. Numbers and ids alone: no words of people. Source:
/// PagerDuty Developer Documentation, "Send an Alert Event".
Json request_of(const Json& event, std::string_view routing_key, bool begins = false);

const SinkKind& kind();

}  // namespace outcry::outputs::pagerduty
