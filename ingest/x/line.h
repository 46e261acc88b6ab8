// What the connector itself must know of a line of X's stream: whether it is a post, and what the server says of
// itself. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/error.h"
#include "model/time.h"

namespace outcry::ingest::x {

struct Line {
  bool data = false;              ///< a post, with partial errors beside it or not
  std::optional<EventTime> time;  ///< `created_at` of the post
  std::string disconnect;         ///< the server ends the stream: why, printable ASCII; "" = it does not
};

/// One parser for many lines. Not thread-safe.
class LineReader {
 public:
  LineReader();
  ~LineReader();
  /// `line` has kRecordPadding readable bytes behind it. Errors: bad_json, not_an_object, invalid_utf8, too_deep,
  /// unknown_record (neither data nor errors).
  Result<Line> read(std::string_view line);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Cuts pieces of a stream into lines ending in LF or CRLF. A line beyond `max_bytes` is passed over and counted; what
/// follows its end is read again. No I/O.
class LineCutter {
 public:
  /// The line without its end, "" for a heartbeat.
  using OnLine = std::function<void(std::string_view)>;
  explicit LineCutter(std::size_t max_bytes) : max_bytes_(max_bytes) {}
  void feed(std::string_view piece, const OnLine& on_line);
  std::uint64_t too_long() const { return too_long_; }

 private:
  std::size_t max_bytes_;
  std::string line_;
  bool skipping_ = false;
  std::uint64_t too_long_ = 0;
};

}  // namespace outcry::ingest::x
