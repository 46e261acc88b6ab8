// Events as lines of JSON, appended to a file or written to a stream.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <memory>
#include <string>

#include "outputs/sink.h"

namespace outcry::outputs::ndjson {

/// What becomes of a file that is there already.
enum class Existing : std::uint8_t {
  go_on,   ///< its events are kept and the next ones follow
  refuse,  ///< unless it is empty
};

/// Appends to a regular file, or writes to a pipe or device. Going on, a last line without its end is cut
/// off, and an event that the file holds already must be the same there: so a run that was killed and
/// started again leaves the bytes of one that was not.
/// Errors: Errc::io; Errc::mismatch when the file holds something else than events numbered without gaps, or
/// holds anything and is to be refused. Nothing is ever taken away from a file but such a torn line.
/// `deliver` says Errc::mismatch when the file holds another event under this number (of another run),
/// Errc::io when nothing of the event was written and it may be delivered again.
Result<std::unique_ptr<Sink>> open_file(const std::string& path, Existing existing = Existing::go_on);

/// Writes to `out`, which outlives the sink, and flushes after each event. A stream cannot be read back:
/// after a failure the line may stand there in part before it is delivered again.
std::unique_ptr<Sink> to_stream(std::ostream& out);

}  // namespace outcry::outputs::ndjson
