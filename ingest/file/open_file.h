// A file under its descriptor, and a look at those that lie beside it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ingest/file/tail.h"

namespace outcry::ingest::file {

/// What a path leads to.
enum class PathIs : std::uint8_t { nothing, file, folder, pipe };
/// "-" is a pipe, whatever it is. Devices and FIFOs are pipes.
PathIs path_is(const std::string& path);

/// The file of that name and its rotations, as they lie there. Files that cannot be read are left out.
std::vector<Found> survey(const std::string& path, const TailCursor& cursor);

/// Owns its descriptor. Regular files never block for long.
class OpenFile {
 public:
  OpenFile() = default;
  /// Errors: of the system.
  static Result<OpenFile> open(const std::string& path, int flags);
  static Result<OpenFile> standard_input();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;
  ~OpenFile();

  int descriptor() const { return descriptor_; }
  /// Gives the descriptor away.
  int release();

  FileId id() const;
  std::uint64_t size() const;
  std::int64_t changed_ns() const;
  bool is_regular() const;
  /// How many bytes were read; 0 at the end. Errors: of the system.
  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> to) const;
  /// Of the first `bytes` bytes; of fewer when there are not so many.
  Head head(std::uint64_t bytes) const;
  /// Behind the last line break before `end`, at most `most` bytes before it.
  std::uint64_t line_begin(std::uint64_t end, std::uint64_t most) const;

 private:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace outcry::ingest::file
