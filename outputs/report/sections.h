// The sections of a report, in the order in which they stand.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "outputs/report/document.h"
#include "outputs/report/timeline.h"

namespace outcry::outputs::report {

/// The story in a few sentences: onset, alarm, peak, official word, end, how frequent.
std::string account(const Facts& facts, const KeyTimes& times);
/// At most eight numbers, each with what it was counted from.
std::vector<KeyFigure> key_figures(const Facts& facts, const KeyTimes& times);

Section course_section(const Facts& facts);
Section timeline_section(const Facts& facts, const KeyTimes& times);
/// Observed against expected, severity, the chart that decided.
Section size_section(const Facts& facts, const KeyTimes& times);

/// Regions with their rates against the usual, and how wholly it fails there.
Section regions_section(const Facts& facts);
/// Symptoms, error codes, devices.
Section symptoms_section(const Facts& facts);
/// Who speaks: reports apart from jokes, news and so on.
Section mix_section(const Facts& facts);

Section official_section(const Facts& facts, const KeyTimes& times);
/// What people wrote.
Section posts_section(const Facts& facts, const KeyTimes& times);
/// Tips that they share, and where they go instead.
Section remedies_section(const Facts& facts, const KeyTimes& times);

Section cause_section(const Facts& facts);
/// Copies, templates, new accounts.
Section coordination_section(const Facts& facts);
/// Earlier incidents.
Section history_section(const Facts& facts);
/// The operators' review.
Section notes_section(const Facts& facts, const KeyTimes& times);
Section reproduction_section(const Facts& facts);

/// How far the report can be trusted.
Section quality_section(const Facts& facts);

}  // namespace outcry::outputs::report
