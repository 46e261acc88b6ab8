// Bluesky's Jetstream as a live source: several hosts, both dialects, cursors that survive everything.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::bluesky {

/// `jetstream`. See README.md for what the servers do. While its output is full it stops reading and sends pongs, so
/// that the server keeps it.
SourceKind jetstream_kind();

}  // namespace outcry::ingest::bluesky
