// Text from strangers made harmless for whoever shows it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace outcry::outputs {

/// One line without surprises: white space and line breaks become one space; control characters become
/// their pictures (U+2400 ...), so that no escape sequence is left; what turns the direction of text
/// becomes U+FFFD, and so does what is no UTF-8; invisible characters go, and so do more than two marks
/// on one letter.
std::string harmless(std::string_view text);

}  // namespace outcry::outputs
