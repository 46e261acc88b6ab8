// The read API of Atlassian Statuspage, version 2, filled with what people report.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "outputs/formats/site.h"

/// Shapes and words are those of the Status API v2 that every Statuspage documents under `/api`: the objects `page`,
/// `status`, `components`, `incidents`, `scheduled_maintenances` (always empty). Each function gives one JSON document
/// in UTF-8 without a newline; none throws, whatever the texts hold.
///
/// Incidents: suspected and dismissed ones are not listed, nor are merged ones, as their common cause is.
///
/// | outcry | Statuspage |
/// | --- | --- |
/// | open | `identified` once the service's own account acknowledged it (or called it resolved), else `investigating` |
/// | recovering, resolved | `monitoring`, `resolved` |
/// | severity minor and moderate, major, extreme, not known | impact `minor`, `major`, `critical`, `none` |
///
/// Components are the services, by slug:
///
/// | state | status |
/// | --- | --- |
/// | quiet, watch | `operational`: a suspicion is no incident |
/// | incident | by the impact: `degraded_performance` (minor, none), `partial_outage` (major), `major_outage`
/// (critical) | | recovering | `degraded_performance` | | unknown | `under_maintenance` |
///
/// Statuspage has no word for "not known". `operational` would turn a dead feed into an all-clear, and the words for
/// outages would accuse a service of something that nobody said; `under_maintenance` is the one that readers take as
/// neither, and the description says what is meant. The indicator is the worst of the services that can be judged;
/// when none can be, it is `minor`, as the page itself does not work as it should. The description always says how many
/// cannot be judged.
///
/// Updates are the changes of state and what the service's own account said, newest first. The newest change of state
/// carries the present numbers, and `updated_at` says of when they are. `affected_components` go by the present
/// severity, as that of an earlier time is not kept. `created_at` of a component is not known and repeats `updated_at`.
/// `<` and `>` in texts are written as `‹` and `›`, since readers put these texts into pages as if they were markup.
namespace outcry::outputs::formats {

/// /api/v2/summary.json: page, status, components, unresolved incidents, no maintenances.
std::string summary_json(const Site& site, std::span<const Standing> standings, Incidents incidents);
/// /api/v2/status.json: page and status. The incidents give the severities.
std::string status_json(const Site& site, std::span<const Standing> standings, Incidents incidents);
/// /api/v2/components.json: page and components, in the order of the standings.
std::string components_json(const Site& site, std::span<const Standing> standings, Incidents incidents);
/// /api/v2/incidents.json: page and the 50 newest incidents.
std::string incidents_json(const Site& site, std::span<const Standing> standings, Incidents incidents);
/// /api/v2/incidents/unresolved.json: page and the incidents under way.
std::string unresolved_json(const Site& site, std::span<const Standing> standings, Incidents incidents);

}  // namespace outcry::outputs::formats
