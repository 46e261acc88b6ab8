// Events told to a person as they come, a few lines each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <memory>

#include "outputs/sink.h"

namespace outcry::outputs::terminal {

struct TerminalOptions {
  bool colour = false;
  std::size_t columns = 80;  ///< at least 40
};

/// Writes to `out`, which outlives the sink. A suspicion, an alarm and an end are told with their verdict,
/// the rest in a line without the chart's figures. Says
/// Errc::bad_json when the line is no event.
std::unique_ptr<Sink> to_stream(std::ostream& out, const TerminalOptions& options);

}  // namespace outcry::outputs::terminal
