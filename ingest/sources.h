// The one table of live sources: what the configuration calls a kind, which keys it has, and who makes it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ingest/source.h"
#include "model/catalog.h"
#include "model/settings.h"
#include "net/backoff.h"
#include "net/client.h"

namespace outcry::ingest {

/// What a source needs of the world. `client` outlives the source.
struct SourceContext {
  std::string name;  ///< its key in the configuration
  const net::Client* client = nullptr;
  Now now;
  std::shared_ptr<const Catalog> catalog;
  std::string folder;      ///< where it may keep what it was given, "" = nowhere; not made yet
  std::uint64_t seed = 0;  ///< of its waits
  net::BackoffOptions backoff;
};

/// One kind of source. Kept by whoever implements it, listed in sources.cc.
struct SourceKind {
  std::string_view name;
  std::string_view meaning;  ///< a sentence for the docs
  std::vector<Setting> settings;
  /// What is wrong with the values together, each a sentence with what would be right; may be null.
  std::vector<std::string> (*faults)(const Settings& settings, const Catalog& catalog) = nullptr;
  std::unique_ptr<Source> (*make)(const Settings& settings, SourceContext context) = nullptr;
};

/// In the order of the docs.
const std::vector<SourceKind>& source_kinds();
/// Null when there is none of that name.
const SourceKind* find_kind(std::string_view name);

/// One live source, `[sources.NAME]`.
struct SourceOptions {
  std::string name;
  std::string kind;  ///< of the table
  Settings settings;
};

/// What is listened to when the configuration names nothing: Bluesky's public Jetstream.
SourceOptions default_source();

/// The source that the options describe.
std::unique_ptr<Source> make_source(const SourceOptions& options, SourceContext context);

}  // namespace outcry::ingest
