// How a live run stands, in a file beside its store that `outcry status` reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/live/live.h"

namespace outcry::app {

/// "outcry.db" -> "outcry.db.status.json".
std::string status_path(const std::string& store);

/// What `outcry status --json` prints.
nlohmann::ordered_json to_json(const LiveState& state, EventTime now, std::int64_t pid);

/// What a run that was killed could not write: then it is not `running`, and `killed`. `is_dead`: of a process number,
/// asked only when nothing was written lately, as the run may be in another container.
void note_death(nlohmann::ordered_json& status, EventTime now, const std::function<bool(std::int64_t)>& is_dead);

/// Whether the last run that wrote this file could not say its end. To be asked by who may write to the store now, so
/// that no such run lives.
bool was_killed(const std::string& path);

/// Replaces the file at once, so that a reader sees the old or the new one. Errors: Errc::io.
Result<void> write_status(const std::string& path, const nlohmann::ordered_json& status);

/// One line for people and for the service manager: "bluesky live; 1,204 posts, newest 2 s ago; 3 events".
std::string one_line(const LiveState& state, EventTime now);

/// The status for people, harmless for a terminal. `status`: of such a file, whatever it holds. `now`: to say how old.
std::string to_text(const nlohmann::ordered_json& status, EventTime now);

}  // namespace outcry::app
