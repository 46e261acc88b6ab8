// Events as lines of a file that begins anew when it has grown large, the older ones kept beside it.
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

/// Which file it is, and how long.
struct FileStatus {
  std::uint64_t number = 0;
  std::uint64_t size = 0;
  friend bool operator==(const FileStatus&, const FileStatus&) = default;
};

/// Opens the file anew for each line, so that others may move it away at any time. A file that holds anything else is
/// left as it is, and so is one that is called like an older one: every file of events ends with an event, whole or
/// torn by a kill.
class RotatingFile {
 public:
  explicit RotatingFile(RotatingOptions options) : options_(std::move(options)) {}

  /// The last whole line, of the newest file that has one; "" = there is none. Takes a torn line off the end of the
  /// file. Errors: those of the system; Errc::mismatch when a file ends with what is no event (`strange`).
  Result<std::string> last_line();
  /// Adds a line, without its newline; on the disk when this returns. Errors: those of `last_line`; then nothing of the
  /// line is there.
  Result<void> append(std::string_view line);
  /// The file that Errc::mismatch is about.
  const std::string& strange() const { return strange_; }

 private:
  std::string numbered(int number) const;
  Result<std::string> last_line_of(int number);
  Result<void> judge_older();
  Result<void> rotate();

  RotatingOptions options_;
  FileStatus left_;  ///< how it was left; one that is otherwise was touched by others
  std::string strange_;
};

}  // namespace outcry::outputs::file
