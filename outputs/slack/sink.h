// Slack, by its Web API: one message for each incident or storm, written anew as it goes on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/remote_sinks.h"

namespace outcry::outputs::slack {

const SinkKind& kind();

}  // namespace outcry::outputs::slack
