// Event time and windows. Event time is what posts carry; it is never read from a clock of ours.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outcry {

/// A moment of the world that posts speak of, microseconds since 1970 UTC.
using EventTime = std::chrono::sys_time<std::chrono::microseconds>;

/// A tumbling interval `[begin, end)` of event time.
struct Window {
  EventTime begin;
  EventTime end;
  friend auto operator<=>(const Window&, const Window&) = default;
};

/// The window of the given length that holds `time`; windows are aligned to 1970-01-01T00:00Z.
Window window_at(EventTime time, std::chrono::seconds length);

/// "2026-11-23T14:02:03Z"; fractions of a second are shown (three or six digits) only when there are any.
std::string format_utc(EventTime time);

/// Reads RFC 3339 ("2026-11-23T14:02:03.123Z", offsets, a space for the T, a missing zone means UTC,
/// a missing clock means midnight). Years 1970 to 2262. Empty when it is anything else.
std::optional<EventTime> parse_rfc3339(std::string_view text);

/// "42 s", "7 min", "3 h 20 min", "2 d 4 h": at most two units, for people.
std::string format_duration(std::chrono::microseconds duration);

}  // namespace outcry
