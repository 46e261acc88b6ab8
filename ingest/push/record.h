// What a journal keeps of a post, and how that lies on disk. No I/O.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/error.h"
#include "model/time.h"

namespace outcry::ingest::push {

struct JournalEntry {
  std::uint64_t key = 0;  ///< for "had it already?"; 0 = cannot be told
  EventTime received{};
  std::string line;  ///< as it is handed on
};

/// A place between two entries; the cursor of the source.
struct JournalPlace {
  std::uint64_t segment = 0;
  std::uint64_t offset = 0;
  EventTime time{};  ///< when the entry before it was received; 1970 = none

  std::string to_json() const;
  /// Errors: Errc::corrupt.
  static Result<JournalPlace> from_json(std::string_view text);
};

inline constexpr std::size_t kLongestRecord = 8 << 20;

/// Size, CRC-32 (of the rest, begun with the number of the segment, so that bytes of another file never count), key,
/// time, line; integers little-endian.
void append_record(std::string& out, const JournalEntry& entry, std::uint64_t segment);

struct JournalRecord {
  JournalEntry entry;
  std::size_t size = 0;  ///< on disk
};
/// The record at the beginning of `bytes`. Errors: Errc::truncated (goes on behind them), bad_checksum.
Result<JournalRecord> read_record(std::string_view bytes, std::uint64_t segment);

}  // namespace outcry::ingest::push
