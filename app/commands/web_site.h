// The page of a run: opened as the configuration says, and told how the run stands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "app/commands/command.h"
#include "app/live/live.h"
#include "app/replay/replay.h"
#include "outputs/web/site.h"

namespace outcry::app {

/// What --listen says over the configuration; "" = nothing. Faults are collected, each a sentence with what would be
/// right.
void override_listen(const std::string& listen, Config& config, std::vector<std::string>& faults);

/// The page over this store. Null when none is wanted, or when it cannot be served: then it is said, and the run goes
/// on without, unless the address was asked for (`asked`): then `code` is set.
/// `recent`: what services can be tried on.
std::unique_ptr<outputs::web::Site> open_site(const Setup& setup, const std::string& store, const std::string& mode,
                                              std::shared_ptr<const RecentBlocks> recent, bool asked,
                                              Terminal& terminal, int& code);

outputs::web::RunFacts facts_of(const LiveState& state, EventTime now);
outputs::web::RunFacts facts_of(const ReplayMoment& moment, const Pace& pace);

}  // namespace outcry::app
