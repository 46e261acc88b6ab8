// What a live run is made of: sources, store and sinks, from the configuration and the command line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/commands/command.h"
#include "app/live/live.h"

namespace outcry::app {

struct LiveArguments {
  std::vector<std::string> jetstream;
  std::string backfill;
  std::string run_for;
  bool once = false;
  std::string store;
  std::string out;
  std::string false_alarms;
  std::string listen;  ///< of the page; "" = as configured
  bool quiet = false;
};

/// --jetstream and --backfill.
void add_live_options(CLI::App& command, LiveArguments& arguments);

/// The clock of the world.
EventTime world_now();

/// Changes the configuration in `setup` and says when to stop. All faults are collected, each a sentence with what
/// would be right.
std::vector<std::string> apply_overrides(const LiveArguments& arguments, Setup& setup, LiveLimits& limits);

/// The store of live runs: that of the configuration, else $STATE_DIRECTORY/live.db (set by the service manager), else
/// live.db in the state folder.
std::string live_store(const Setup& setup);

/// What sources need of the world. `folder`: where they may keep what they were given, "" = nowhere.
ingest::SourceContext source_context(const Setup& setup, const net::Client& client, std::string folder);

/// `outcry status`.
int tell_status(const Common& common, const std::string& store, Terminal& terminal);

}  // namespace outcry::app
