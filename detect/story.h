// The sentences of an incident's story.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "model/incident.h"

namespace outcry::detect::story {

/// "31 reporters in 4 min, 1.2 expected"
std::string counts(std::uint32_t observed, double expected, std::chrono::microseconds duration);
/// "sr 12.3 over its limit 10.4: by chance once in 320 days"
std::string statistic(const Statistic& statistic);
/// "once in 90 days", "2.5 times a day"
std::string rate(double per_day);
/// "netflix-20261123T1942Z"
std::string incident_id(const std::string& slug, EventTime onset);

}  // namespace outcry::detect::story
