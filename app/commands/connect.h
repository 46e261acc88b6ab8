// Tries every live source of a configuration: does it answer, and does it let us in?
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/commands/command.h"
#include "app/live/listener.h"

namespace outcry::app {

/// How trying one source ended.
struct Connection {
  SourceReport report;
  std::chrono::milliseconds took{0};  ///< until it was connected, or had failed for the last time
  bool ok = false;                    ///< connected: it reads what was posted, or what is posted now
};

/// Connects to all sources at once, each until it stands or is refused for good, at most `patience`. Nothing is kept.
std::vector<Connection> try_sources(const Setup& setup, const net::Client& client, std::chrono::milliseconds patience);

/// A line each: "ok     bluesky: connected to jetstream1... after 0.4 s". Harmless for a terminal.
std::string to_text(const std::vector<Connection>& connections);
nlohmann::ordered_json to_json(const std::vector<Connection>& connections);

}  // namespace outcry::app
