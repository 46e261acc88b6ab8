// How what is beyond ASCII travels in a mail: headers and bodies of plain bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/time.h"

namespace outcry::outputs::email {

/// "Name: value\r\n" for `text` of one line, folded such that no line is longer than 78 bytes where no word is. What is
/// not printable ASCII, or looks encoded, becomes encoded words. No line break of `text` gets out. Source: RFC 5322,
/// 2.2.3; RFC 2047, 2 and 5 (1).
std::string text_header(std::string_view name, std::string_view text);

/// "Name: a, b\r\n", each on a line of its own behind the first; the parts are plain ASCII already.
std::string list_header(std::string_view name, std::span<const std::string> parts);

/// Lines, which end with "\n" in `text`, as lines of 76 bytes at most, which end with "\r\n". Source: RFC 2045, 6.7.
std::string quoted_printable(std::string_view text);

/// "Sun, 22 Nov 2026 20:00:00 +0000". Source: RFC 5322, 3.3.
std::string mail_date(EventTime time);

}  // namespace outcry::outputs::email
