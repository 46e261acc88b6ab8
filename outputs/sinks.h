// The table of sinks: a name and what is made of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "outputs/sink.h"

namespace outcry::outputs {

/// What sinks are made from; each takes what concerns it.
struct SinkOptions {
  std::string target;           ///< ndjson: a file, or "-" for `out`
  bool first = false;           ///< ndjson: no event was told before, so a file that holds anything is not ours
  std::ostream* out = nullptr;  ///< where streams go; outlives the sink
  bool colour = false;          ///< terminal
  std::size_t columns = 80;     ///< terminal: width, at least 40
};

/// In the order of the table: "terminal", "ndjson".
std::vector<std::string_view> sink_names();

/// Errors: Errc::not_found (no such sink), invalid_argument (a stream is wanted and there is none), and
/// those of the sink.
Result<std::unique_ptr<Sink>> make_sink(std::string_view name, const SinkOptions& options);

}  // namespace outcry::outputs
