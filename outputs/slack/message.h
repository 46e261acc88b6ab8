// A notice as Slack shows it: blocks, and the plain text of its notification.
// Source: Slack's Block Kit reference and "Formatting text for app surfaces".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/encode.h"

namespace outcry::outputs::slack {

/// `{text, blocks, ...}` without channel and time, of `outcry.notice.v1` or the test event. Within Slack's bounds,
/// whatever the event holds.
Json message_of(const Json& event);

}  // namespace outcry::outputs::slack
