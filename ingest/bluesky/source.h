// Bluesky's Jetstream as a live source: several hosts, both dialects, cursors that survive everything.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "ingest/bluesky/feed.h"
#include "ingest/source.h"
#include "net/client.h"

namespace outcry::ingest::bluesky {

/// See README.md for what the servers do. While its output is full it stops reading and sends pongs, so that the server
/// keeps it. `client` outlives it.
std::unique_ptr<Source> make_jetstream(JetstreamOptions options, const net::Client& client, Now now);

}  // namespace outcry::ingest::bluesky
