// Text from strangers made valid UTF-8 before it goes anywhere.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace outcry::outputs {

/// One code point and the bytes it took.
struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
};

/// The code point at the beginning of `text`, which must not be empty. A byte that begins no valid
/// sequence is U+FFFD and takes one byte.
CodePoint first_code_point(std::string_view text);

/// Appends a code point as UTF-8.
void append_utf8(std::string& out, char32_t code_point);

/// The same text, with U+FFFD for each byte that belongs to no valid sequence.
std::string repaired(std::string_view text);

}  // namespace outcry::outputs
