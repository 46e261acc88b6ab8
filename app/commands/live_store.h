// The store of live runs, which outlives catalogs and versions: what it knows goes on where it still means the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "app/commands/command.h"
#include "outputs/store.h"

namespace outcry::app {

/// What is written into events and into the store.
outputs::RunInfo live_run_info(const Setup& setup);

/// Why the store cannot go on with this setup, a sentence with what would be right; "" when it can: nothing was ever
/// committed, only the catalog or outcry itself have changed, and every service that it knows is there as before.
std::string why_not_continued(const std::string& path, const Setup& setup);

/// Opens or creates it, taking it over from another catalog or version where that changes nothing it knows; says so.
/// Errors are told, with the exit code in `code`.
std::optional<outputs::Store> open_live_store(const std::string& path, const Setup& setup, Terminal& terminal,
                                              int& code);

}  // namespace outcry::app
