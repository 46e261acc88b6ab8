// Lemmy as a live source: the newest posts and comments that a server knows, polled.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::lemmy {

/// `lemmy`. See README.md.
SourceKind lemmy_kind();

}  // namespace outcry::ingest::lemmy
