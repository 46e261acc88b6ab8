// Files that grow, named pipes and standard input as a live source.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::file {

/// `file`. Follows a file through rotations of both kinds and goes on where it was after a restart; of a pipe every
/// byte comes once, so that what was read and not yet kept is lost with the run.
SourceKind file_kind();

}  // namespace outcry::ingest::file
