// What the tests of ingest/ share: posts that can be kept and compared, packers, archives in temporary files.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/archive/reader.h"
#include "ingest/formats.h"

namespace outcry::ingest {

/// All that a post holds, in one line.
std::string shown(const Post& post);

/// What came out of an archive.
struct Reading {
  std::vector<std::string> posts;  ///< `shown`
  std::vector<std::string> texts;
  ReadStats stats;
  std::vector<Problem> container_problems;
  std::vector<Problem> record_problems;
  std::uint64_t entries = 0;
  std::array<std::uint64_t, 32> problem_counts{};
  std::vector<Position> blocks;             ///< where each begins
  std::vector<std::size_t> posts_at_block;  ///< posts before each

  std::uint64_t count(RecordKind kind) const { return stats.kinds[static_cast<std::size_t>(kind)]; }
  std::uint64_t count(Errc reason) const { return stats.errors[static_cast<std::size_t>(reason)]; }
  std::uint64_t errors() const;
};

/// Reads a file to its end; the test fails when it cannot be opened.
Reading read_file(const std::string& path, const ArchiveOptions& options = {}, Position from = {});

/// The same with bytes that are put into a temporary file first.
Reading read_bytes(std::string_view bytes, const ArchiveOptions& options = {}, Position from = {});

/// A file under tests/data/ingest/.
std::string data_file(const std::string& name);
std::string contents(const std::string& path);

/// Decodes one record of a format.
struct Decoded {
  Result<RecordKind> outcome;
  std::vector<std::string> posts;  ///< `shown`
};
Decoded decode_one(const std::string& format, std::string_view record, const FieldMap& map = {});

/// A post of one record, kept: its texts stay good as long as this does.
struct Kept {
  Post post;
  std::vector<std::string> strings;
  std::uint64_t number = 0;  ///< how many posts the record gave; `post` is the last
  Result<RecordKind> outcome = RecordKind::blank;
};
Kept keep_one(const std::string& format, std::string_view record, const FieldMap& map = {});

std::string gzip(std::string_view bytes);
std::string bzip2(std::string_view bytes);
std::string xz(std::string_view bytes);
std::string zstd(std::string_view bytes);

using Files = std::vector<std::pair<std::string, std::string>>;  ///< name, content
std::string tar(const Files& files);
std::string zip(const Files& files);

/// `n` lines of generic NDJSON with texts "post 0", "post 1", ...
std::string ndjson(int n, int first = 0);

}  // namespace outcry::ingest
