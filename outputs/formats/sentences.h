// What people report, in sentences: they say what was reported, never that something is so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/formats/incident_view.h"

namespace outcry::outputs::formats {

/// "2026-11-22 19:42 UTC"
std::string stamp(EventTime time);

/// "People report that Netflix fails", of fewer than ten reporters "A few people report that Netflix fails", with
/// "again" when it was recovering or over before; while it recovers "Fewer people report that Netflix fails", and in
/// the past tense once it is over.
std::string headline(const IncidentView& incident);

/// "People report that Netflix fails since 2026-11-22 19:42 UTC: 412 reporters where 9 are expected; most often
/// buffering or slow; strongest in Texas." What is not known is left out.
std::string summary(const IncidentView& incident);

/// "People report that Netflix fails: the chart passed its limit." of a state and why it was taken.
std::string told_of(const IncidentView& incident, const Change& change);

/// "Its own account acknowledged it, and first spoke at 2026-11-22 19:58 UTC."; "" when it has said nothing.
std::string official_sentence(const IncidentView& incident);

/// `The account of Netflix says: "We are aware ..." https://...`, as far as text and link are known.
std::string told_of(const IncidentView& incident, const OfficialPost& post);

}  // namespace outcry::outputs::formats
