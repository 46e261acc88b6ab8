// The written report of an incident, in three forms that say the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/report/facts.h"

namespace outcry::outputs::report {

/// The version of docs/schema/report.v1.json; grows when a field changes its meaning or goes.
inline constexpr int kReportVersion = 1;

/// All three are pure functions of the facts and never throw on what an incident holds: what is missing is said to be
/// not known. Times are UTC. Texts of posts are made harmless and escaped; links are http and https only.

/// GitHub-flavoured Markdown that reads well as plain text too. No raw HTML. Ends with a newline.
std::string markdown(const Facts& facts);

/// One self-contained file: inline style, plots as inline SVG, no script, no request; light, dark and print. It is
/// well-formed XML as well. Its content security policy allows nothing but this very style.
std::string html(const Facts& facts);

/// The same sentences by section, the numbers behind them, and the incident as stored: docs/schema/report.v1.json.
/// All text in it is valid UTF-8.
Json json(const Facts& facts);

}  // namespace outcry::outputs::report
