// Folding: one spelling for what looks alike, so that names and phrases are compared byte by byte.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace outcry::nlp {

/// Latin, Greek and Cyrillic letters lose their marks (é -> e, ё -> е, ı -> i, ß -> ss), other cased letters
/// are lowered, full-width and mathematical letters become plain ones, curly quotes, dashes, odd spaces
/// and CJK stops become their ASCII cousins, invisible characters and bytes that are no UTF-8 go. ASCII stays
/// as it is, with its case. Marks that carry meaning (Indic vowels, Kana voicing) stay. The result is valid
/// UTF-8. Linear; does not allocate once `out` has grown.
void fold(std::string_view text, std::string& out);

/// The same with `origin[i]` = where in `text` the character of byte i began; one more entry for the end.
void fold(std::string_view text, std::string& out, std::vector<std::uint32_t>& origin);

/// fold and lower case: how catalog words are stored.
std::string folded_lower(std::string_view text);

}  // namespace outcry::nlp
