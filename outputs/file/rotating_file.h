// Lines in a file that begins anew when it has grown large, the older ones kept beside it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/error.h"

namespace outcry::outputs::file {

struct RotatingOptions {
  std::string path;
  std::uint64_t most_bytes = 100ULL << 20;  ///< a line that would make it larger begins a new file; 0 = never
  int kept = 10;                            ///< older files: "path.1" is the newest of them
};

/// Opens the file anew for each line, so that others may move it away at any time.
class RotatingFile {
 public:
  explicit RotatingFile(RotatingOptions options) : options_(std::move(options)) {}

  /// The last whole line, of the newest file that has one; "" = there is none. Takes a torn line off the end of the
  /// file. Errors: those of the system.
  Result<std::string> last_line();
  /// Adds a line, without its newline; on the disk when this returns. Errors: those of the system; then nothing of the
  /// line is there.
  Result<void> append(std::string_view line);

 private:
  Result<void> rotate() const;

  RotatingOptions options_;
};

}  // namespace outcry::outputs::file
