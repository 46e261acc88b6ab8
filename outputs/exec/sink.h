// Events given to a program.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/remote_sinks.h"

namespace outcry::outputs::exec {

/// A program is started for each event and reads it, one line of JSON, from standard input; the environment tells the
/// most important of it. Exit code 0 takes it, 65 (EX_DATAERR of sysexits.h) refuses this one event, all else is tried
/// again, as is one that takes too long.
const SinkKind& kind();

}  // namespace outcry::outputs::exec
