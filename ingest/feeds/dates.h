// Reads the dates of feeds, which are RFC 822 or RFC 3339 in intention.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "model/time.h"

namespace outcry::ingest::feeds {

/// Beside what `read_time` reads: without weekday, with one written out, without seconds, with two digits of a year,
/// without zone (then UTC). Unknown names of zones make no date.
std::optional<EventTime> read_date(std::string_view text);

}  // namespace outcry::ingest::feeds
