// Numbers and times as people say them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "model/time.h"

namespace outcry::outputs {

/// "12,090"
std::string count(std::uint64_t number);
/// Rounded to what matters: "0.6", "4.5", "9", "31", "1,234"; "?" when it is not known.
std::string amount(double number);
/// A chart's value or limit: "11.6", "10.5", "23,457".
std::string level(double value);
/// A factor: "0.9", "3.1", "46"; "" when it is not known.
std::string times(double factor);
/// "1 reporter", "412 reporters"
std::string counted(std::uint64_t number, std::string_view noun);
/// "once in 12 years", "3 times a day", "less than once in 1,000 years".
std::string how_often(double per_day);

/// "19:42"; with seconds only when there are any.
std::string clock(EventTime time);
/// "22 November 2026"
std::string day(EventTime time);
/// "Sunday, 22 November 2026"
std::string weekday_and_day(EventTime time);
/// "2026-11-22 19:42"
std::string stamp(EventTime time);
bool same_day(EventTime left, EventTime right);

}  // namespace outcry::outputs
