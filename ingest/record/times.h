// Reads the time of a post in all the spellings that archives use.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/time.h"

namespace outcry::ingest {

/// A number since 1970 in seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude
/// (below 1e11, 1e14, 1e17, above). Empty when negative or beyond the year 2262.
std::optional<EventTime> epoch_time(std::int64_t value);

/// Reads, in this order of trial:
///   RFC 3339 and its neighbours       2026-11-23T14:02:03.123Z, 2015-02-24 11:35:52 -0800
///   a number since 1970               1606140123, "1606140123.25", 1606140123000
///   X v1.1                            Mon Nov 23 14:02:03 +0000 2020
///   the same with a zone's name       Mon Apr 06 22:19:45 PDT 2009
///   RFC 822                           Mon, 23 Nov 2020 14:02:03 GMT
/// Empty when it is none of them or its year lies outside 1970 to 2262.
std::optional<EventTime> read_time(std::string_view text);

}  // namespace outcry::ingest
