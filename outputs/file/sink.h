// Events as lines of a file that is kept from growing without end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/remote_sinks.h"

namespace outcry::outputs::file {

/// One line of JSON an event, on the disk before the next. After a kill the last line tells what is there already, so
/// that each event stands there once.
const SinkKind& kind();

}  // namespace outcry::outputs::file
