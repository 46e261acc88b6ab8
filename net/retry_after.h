// How long a server asks to wait, read from the headers in which servers say so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace outcry::net {

/// "120" or "Fri, 31 Dec 1999 23:59:59 GMT" (and the two older forms of RFC 9110 section 5.6.7), seen from `now`.
/// Never below zero (a date that has passed) nor above a day (a server's mistake must not silence a source for good).
std::optional<std::chrono::seconds> retry_after(std::string_view value, std::chrono::system_clock::time_point now);

/// The reset headers of platforms: seconds since 1970 (X), seconds from now (Reddit, with or without a fraction), an
/// ISO 8601 date (Mastodon). Bounds as above.
std::optional<std::chrono::seconds> rate_limit_reset(std::string_view value, std::chrono::system_clock::time_point now);

}  // namespace outcry::net
