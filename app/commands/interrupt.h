// Stopping from outside: Ctrl-C, and the service manager.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace outcry::app {

/// From now on the first SIGINT or SIGTERM sets what is returned, and the second ends the process at once.
const std::atomic<bool>& obey_interrupts();

}  // namespace outcry::app
