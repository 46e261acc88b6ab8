// The one table of live sources: what the configuration calls a kind, and who makes it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ingest/source.h"
#include "net/client.h"

namespace outcry::ingest {

/// One live source, `[sources.NAME]`.
struct SourceOptions {
  std::string name;                                            ///< its key
  std::string kind = "jetstream";                              ///< a word of source_kinds
  std::vector<std::string> hosts;                              ///< addresses, tried in order; ws:// or wss://
  std::string dialect = "auto";                                ///< jetstream: auto, v1, v2
  std::vector<std::string> collections{"app.bsky.feed.post"};  ///< jetstream: what travels
  std::chrono::seconds backfill{std::chrono::hours(24)};       ///< how far back the first start reads, [0, 36 h]
  bool compress = true;                                        ///< ask for compressed messages where possible
};

/// What is listened to when the configuration names nothing: Bluesky's public Jetstream.
SourceOptions default_source();

/// The kinds of live sources, in the order of the table.
std::vector<std::string> source_kinds();

/// The source that the options describe, which are in range. `client` outlives it; `seed` is of its waits.
std::unique_ptr<Source> make_source(const SourceOptions& options, const net::Client& client, Now now,
                                    std::uint64_t seed);

}  // namespace outcry::ingest
