// Text inside the markup of Slack.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace outcry::outputs {

/// `& < >` as Slack wants them, and nothing else, so that no text can mention anybody (`<!channel>`, `<@U1>`) or name a
/// link. Source: Slack's "Formatting text for app surfaces".
std::string slack_text(std::string_view text);

}  // namespace outcry::outputs
