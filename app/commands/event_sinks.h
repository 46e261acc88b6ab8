// Sinks that begin with what a store has already told.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "outputs/sink.h"
#include "outputs/store.h"

namespace outcry::app {

/// Why events cannot be written to `path`.
std::string why_no_events(const boost::system::error_code& error, const std::string& path);

/// Tells a sink everything again: it takes what it lacks, and refuses when it holds something else.
Result<void> catch_up(const outputs::Store& store, outputs::Sink& sink);

}  // namespace outcry::app
