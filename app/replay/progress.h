// How far a long run has come: a bar on a terminal, lines of JSON for programs, or nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "model/time.h"

namespace outcry::app {

enum class ProgressStyle : std::uint8_t { none, bar, json };

/// What a run tells of itself; totals since it began.
struct ProgressState {
  std::uint64_t posts = 0;
  std::uint64_t bytes_read = 0;   ///< of the files as they lie on disk
  std::uint64_t bytes_total = 0;  ///< 0 = not known
  EventTime reached = EventTime::min();
  std::uint64_t incidents = 0;
};

/// "[#####.....] 52 %  1.2 M posts  34 MB  980 k posts/s  at 2026-03-08 19:42  1 incident  12 s left"
/// At most `columns` - 1, the least telling parts left out where there is no room.
std::string progress_line(const ProgressState& state, std::chrono::duration<double> elapsed, std::size_t columns);

/// Shows states at most ten times a second (JSON: once a second). Times come in as arguments.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;
  /// `out` outlives this.
  Progress(std::ostream& out, ProgressStyle style, std::size_t columns, Clock::time_point now);
  void show(const ProgressState& state, Clock::time_point now);
  /// Erases the bar, so that other text can be written; it comes back with the next `show`.
  void clear();
  /// The last state, always shown.
  void finish(const ProgressState& state, Clock::time_point now);

 private:
  void write(const ProgressState& state, Clock::time_point now);

  std::ostream& out_;
  ProgressStyle style_;
  std::size_t columns_;
  Clock::time_point began_;
  std::optional<Clock::time_point> shown_;
  bool on_screen_ = false;
};

/// "1.2 M", "34 k", "812".
std::string short_count(double value);
/// "34.1 MB".
std::string short_bytes(std::uint64_t bytes);

}  // namespace outcry::app
