// Values with units as people write them in configuration: "90s", "512KiB", "1 per 90 days".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outcry::app {

/// "60s", "5 min", "2h", "1h 30min", "90 days", "1.5h"; units ms, s, min, h, d, w and their words, a blank
/// between or not. Empty when it is anything else (a bare number too), negative or beyond 1000 years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "512KiB", "16 MB", "1GiB", "4096": B, kB/MB/GB/TB (1000) and KiB/MiB/GiB/TiB (1024), any case.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// "1 per 90 days", "2 per day", "0.5/week" -> how many in one day.
std::optional<double> parse_rate_per_day(std::string_view text);

/// The shortest form that reads back to the same: "60s", "5min", "24h", "1h 30min".
std::string format_exact(std::chrono::milliseconds duration);
std::string format_exact_bytes(std::uint64_t bytes);
/// "1 per 90 days", "2 per day".
std::string format_rate_per_day(double per_day);

}  // namespace outcry::app
