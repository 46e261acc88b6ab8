// What a replay may conclude: silence means that nothing fails only where enough was read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/replay/replay.h"

namespace outcry::app {

/// Whether the replay came to its end without a single post that it could count: no verdict then, not even "no
/// incident". A resumed one that met nothing new has its earlier posts.
bool heard_nothing(const ReplayReport& report);

/// For a replay that heard nothing: what was read, what is missing and how to help it. Lines, harmless for a
/// terminal. `asked`: how the archive was to be read.
std::string why_nothing(const ReplayReport& report, const ingest::ArchiveOptions& asked);

/// For a replay without incidents: a sentence that claims no more than was read.
std::string no_incident(const ReplayReport& report);

}  // namespace outcry::app
