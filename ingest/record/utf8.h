// Guesses at the encoding of text from its beginning.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace outcry::ingest {

/// Whether there is at least one well-formed character beyond ASCII.
bool has_multibyte_utf8(std::string_view text);

/// Whether there are bytes beyond ASCII and not one of them is part of UTF-8.
bool looks_latin1(std::string_view text);

}  // namespace outcry::ingest
