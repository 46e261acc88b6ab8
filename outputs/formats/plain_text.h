// Text from strangers as one plain line, before any format escapes it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace outcry::outputs::formats {

/// Valid UTF-8 in one line: white space and line breaks become one space and none is left at the ends; control
/// characters, noncharacters and what turns the direction of the text around it go. U+FFFD stands for each byte that is
/// no UTF-8.
std::string one_line(std::string_view text);

/// At most `most` characters as a reader counts them (Unicode UAX #29), the last of them an ellipsis when there were
/// more. `text` is valid UTF-8; `most` is at least 1.
std::string shortened(std::string_view text, std::size_t most);

/// The bytes up to the end of the first character as a reader counts them; `text` must not be empty.
std::string_view first_character(std::string_view text);

}  // namespace outcry::outputs::formats
