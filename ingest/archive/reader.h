// Reads one archive, whatever it is packed in, as blocks of whole records.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/record/layout.h"
#include "model/error.h"

namespace outcry::ingest {

/// Where a block begins: enough to go on from there later.
struct Position {
  std::uint32_t member = 0;  ///< ordinal of the member in tar or zip (nested ones counted depth first); 0 else
  std::uint64_t offset = 0;  ///< bytes of decompressed content before it, in its member
  std::uint64_t record = 0;  ///< records (lines, rows) before it, in its member
  friend auto operator<=>(const Position&, const Position&) = default;
};

struct ArchiveOptions {
  std::string format;                      ///< name of a layout (see layout.h), "" = by content
  FieldMap map;                            ///< columns or keys of generic records; empty = the usual names
  std::string about;                       ///< slug of the service that all posts are about, "" = none
  std::size_t block_bytes = 512 << 10;     ///< aim for the size of a block, [4 KiB, 64 MiB]
  std::size_t max_record_bytes = 1 << 20;  ///< longer records are a counted problem, [1 KiB, 1 GiB]
  std::uint64_t max_expansion =
      1'000'000;  ///< decompressed bytes per compressed byte in a member before it counts as a bomb
  std::uint64_t max_member_bytes = 1ULL << 42;  ///< decompressed bytes of one member
  int max_nesting = 5;                          ///< containers within containers
  int zstd_window_log_max = 31;                 ///< [10, 31]
};

/// Whole records of one layout, at least kRecordPadding readable bytes after the last.
struct Block {
  std::vector<char> bytes;                    ///< content, then padding
  std::size_t size = 0;                       ///< of the content
  std::shared_ptr<const Layout> layout;       ///< how to read it (format, CSV header, map)
  std::shared_ptr<const std::string> file;    ///< as the user named it
  std::shared_ptr<const std::string> member;  ///< path inside, "" if none
  Position begin;
};

/// Pull reader over one file or standard input ("-"). Containers by content: plain, gzip (members),
/// bzip2 (streams), xz, zstd (frames, skippable frames), tar, zip, nested. Never unpacks to disk.
/// What cannot be read is a Problem, and everything good beside it is still delivered.
/// Legal order: make (skip_to)? next* . Not thread-safe; one thread reads.
class ArchiveReader {
 public:
  /// Errors: Errc::not_found, io, unknown_format (a format name that does not exist).
  static Result<ArchiveReader> make(std::string path, ArchiveOptions options);
  ArchiveReader(ArchiveReader&&) noexcept;
  ArchiveReader& operator=(ArchiveReader&&) noexcept;
  ~ArchiveReader();

  /// The first `n` raw bytes, fewer when there are no more; they are read all the same. Before skip_to and next.
  std::string_view beginning(std::size_t n);

  /// Goes on from a position of an earlier run of the same file (seeks in plain files, else reads past).
  void skip_to(Position position);

  /// Fills `block` (its buffer is used again); false at the end.
  bool next(Block& block);

  /// Problems of containers and of records that were too long to be delivered; grows while reading, up to
  /// kMaxProblems, so that a hostile archive does not fill the memory.
  const std::vector<Problem>& problems() const;
  static constexpr std::size_t kMaxProblems = 1000;
  /// All of them, by Errc.
  const std::array<std::uint64_t, 32>& problem_counts() const;
  std::uint64_t bytes_read() const;   ///< of the file as it lies on disk; at the end all of it
  std::uint64_t bytes_total() const;  ///< 0 when not known (a pipe)
  std::uint64_t entries() const;      ///< of tars and zips so far, directories too

 private:
  struct Impl;
  explicit ArchiveReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::ingest
