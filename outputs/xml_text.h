// Text inside XML 1.0, as content or as the value of an attribute.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace outcry::outputs {

/// Escapes the five characters that mean something in XML, leaves out what no document may hold (the production `Char`
/// of XML 1.0, 2.2: control characters, U+FFFE, U+FFFF) and writes U+FFFD for each byte that is no UTF-8. Line breaks
/// stay, as character references, so that an attribute keeps them as well.
std::string xml_text(std::string_view text);

}  // namespace outcry::outputs
