// A file of events, one a line, that can be taken up again after a kill.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace outcry::outputs::ndjson {

/// Legal order: open (take_up | begin) (append | holds)* sync*. Keeps one offset per line in memory.
class EventFile {
 public:
  /// Opens or creates. Errors: Errc::io.
  static Result<EventFile> open(const std::string& path);
  EventFile(EventFile&& other) noexcept;
  EventFile& operator=(EventFile&&) = delete;
  ~EventFile();

  /// Reads what is there and cuts off a last line without its end, if it is the beginning of an event.
  /// Errors: Errc::io; Errc::mismatch when the lines are no events or their numbers have gaps; then the
  /// file is left as it is.
  Result<void> take_up();
  /// For a first event. Errors: Errc::mismatch when the file holds anything; it is left as it is.
  Result<void> begin();

  /// 0 when there is none.
  std::uint64_t last_sequence() const { return ends_.empty() ? 0 : first_ + ends_.size() - 1; }

  /// Errors: Errc::io; then nothing of the line is in the file.
  Result<void> append(std::uint64_t sequence, std::string_view line);
  /// That the file has this line under this number. Errors: Errc::mismatch, Errc::io. What was written to a
  /// pipe or stands before the file's first event cannot be looked at and passes.
  Result<void> holds(std::uint64_t sequence, std::string_view line) const;
  Result<void> sync() const;

 private:
  EventFile(int file, bool regular) : file_(file), regular_(regular) {}
  Result<std::string> read(std::uint64_t from, std::uint64_t to) const;
  Result<std::string> line(std::size_t index) const;
  /// Fills `ends_`; the size of the file.
  Result<std::uint64_t> index_lines();
  Result<void> check_numbers();

  int file_ = -1;
  bool regular_ = false;
  std::uint64_t first_ = 0;          ///< number of the first line's event
  std::vector<std::uint64_t> ends_;  ///< offset behind each line's newline
};

}  // namespace outcry::outputs::ndjson
