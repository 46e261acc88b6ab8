// Turns of phrase that several sections of a report share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "outputs/report/document.h"

namespace outcry::outputs::report {

inline constexpr std::string_view kNotKnown = "not known";

/// Fewer people than this in one row of a table are nobody's business.
inline constexpr std::uint64_t kFewestShown = 5;

/// "412", or "not known".
std::string known(const std::optional<std::uint64_t>& count);
/// "9.1", or "not known".
std::string known(const std::optional<double>& amount);
/// The text, or "not known".
std::string known(const std::string& text);

/// "51 %"; with a decimal below ten.
std::string percent(double share);
/// "51 % (95 % interval 47 to 54 %)"
std::string percent(const Range& share);

/// "1st", "22nd", "113th"
std::string ordinal(int number);
/// "a, b and c"
std::string enumerated(const std::vector<std::string>& items);
/// The first letter, when it is ASCII, in upper case.
std::string sentence_case(std::string text);

/// "19:42" on the day of `reference`, else "2026-11-23 01:10".
std::string when(EventTime at, const std::optional<EventTime>& reference);
/// "16 min after" or "2 min before"; "at the moment of" when they are the same.
std::string relative(EventTime at, EventTime reference);

/// The name of the service, or "the service"; as it begins a sentence.
std::string service_name(const Json& incident);
std::string leading_service_name(const Json& incident);

/// Posts as quotes, in order of time, at most `most` of them; those that come first in the list are taken first.
Quotes quotes(const Json& posts, const std::optional<EventTime>& reference, std::size_t most);

}  // namespace outcry::outputs::report
