// The one table of live sources: what the configuration calls a kind, and who makes it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "app/config/config.h"
#include "ingest/source.h"
#include "net/client.h"

namespace outcry::app {

/// The source that the options describe, which are in range. `client` outlives it; `seed` is of its waits.
std::unique_ptr<ingest::Source> make_source(const SourceOptions& options, const net::Client& client, ingest::Now now,
                                            std::uint64_t seed);

}  // namespace outcry::app
