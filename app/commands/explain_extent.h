// How far an incident went: its states, its severity, where and what, its part in a common cause, copies, gaps.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/explain_part.h"

namespace outcry::app {

/// Every change of state with its time, reason, statistic and limit.
Part what_happened(const outputs::Json& incident);

/// The level, and how it follows from the reporters above the expected (detect/breakdown.h).
Part how_severe(const outputs::Json& incident);

/// Regions and symptoms against their usual share, and whether that is beyond chance.
Part where_and_what(const outputs::Json& incident, const RunFacts& run);

/// Its role, the group it belongs to, and the reasons for that: `cause`, or the `reasons` of an object `cause` or
/// `group`.
Part alone_or_together(const outputs::Json& incident);

/// Copies and templates among the evidence (`coordination`).
Part copies_and_templates(const outputs::Json& incident);

/// When the feed could not be heard.
Part what_was_not_heard(const outputs::Json& incident);

}  // namespace outcry::app
