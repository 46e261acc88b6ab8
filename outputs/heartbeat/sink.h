// A dead man's switch: somebody is told that all goes on, and raises the alarm when nothing comes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/remote_sinks.h"

namespace outcry::outputs::heartbeat {

/// `heartbeat`. Hears no events.
const SinkKind& kind();

}  // namespace outcry::outputs::heartbeat
