// Sinks that begin with what a store has already told.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "app/commands/command.h"
#include "outputs/sink.h"
#include "outputs/store.h"

namespace outcry::app {

/// The file of events that the configuration names, if any, which is told what it lacks, and the terminal when `shown`,
/// which is told what is new. Standard output is one or the other. Says why when there is a fault.
std::optional<std::vector<std::unique_ptr<outputs::Sink>>> make_event_sinks(const Setup& setup, bool shown,
                                                                            const outputs::Store& store,
                                                                            Terminal& terminal);

}  // namespace outcry::app
