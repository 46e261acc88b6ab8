// Text in columns: widths as a terminal counts them, wrapping, bars. For text that `harmless` has seen.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace outcry::outputs::terminal {

/// Columns that the text takes: two for East Asian wide letters and emoji, none for marks.
std::size_t width(std::string_view text);

/// Lines of at most `columns` (>= 2), broken at spaces; a word longer than a line is broken anywhere.
/// Never empty: one empty line for an empty text.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

/// At most `columns`, with "…" in place of what had to go.
std::string shortened(std::string_view text, std::size_t columns);

/// Exactly `columns`, if the text is not wider: filled with spaces behind or before it.
std::string left(std::string_view text, std::size_t columns);
std::string right(std::string_view text, std::size_t columns);

/// A bar of `share` (of 1) of `columns`, to an eighth of a column; never empty when share > 0. Filled with
/// spaces to `columns`.
std::string bar(double share, std::size_t columns);

}  // namespace outcry::outputs::terminal
