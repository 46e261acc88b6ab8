// How the report looks as a page, and the policy that lets it look like that and nothing else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace outcry::outputs::report {

/// The style sheet. Colours by meaning, for light and dark (those of the web page), and for print.
std::string_view style_sheet();

/// Nothing may be loaded, run or sent; the only style is the one with this hash (CSP level 2).
std::string content_security_policy(std::string_view style);

}  // namespace outcry::outputs::report
