// Tables of counts in, a score for each row out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "app/score/count_table.h"
#include "app/score/scorer.h"

namespace outcry::app::score {

struct Job {
  std::vector<std::string> files;
  Columns columns;
  ScoreOptions options;
  bool infer_window = true;  ///< the usual time between the first rows of a file's first series is its window
  bool as_json = false;      ///< one object a line, else CSV with a header
};

/// How a file came to the length of its windows: it was asked for, told by the rows, or assumed since one row tells
/// nothing.
enum class WindowFrom : std::uint8_t { asked, rows, nothing };

/// What one file held.
struct FileOutcome {
  std::string file;
  std::uint64_t rows = 0;
  std::uint64_t alarms = 0;
  std::uint64_t series = 0;       ///< that have rows in it
  std::chrono::seconds window{};  ///< 0 when no row was read
  WindowFrom window_from = WindowFrom::asked;
};

struct Outcome {
  std::uint64_t rows = 0;
  std::uint64_t alarms = 0;
  std::uint64_t series = 0;
  std::vector<FileOutcome> files;  ///< in order
  bool all_read = true;            ///< false: a file could not be opened, lacks a column, or has no windows of a length
                                   ///< that can be scored
  std::uint64_t problem_count = 0;
  std::vector<Problem> problems;  ///< the first of them
};

/// More series are refused: each costs some tens of kilobytes.
inline constexpr std::size_t kMostSeries = 10'000;

/// Writes a line for each row that has a time and a count, in order of the files and their rows: time, count, expected,
/// statistic, score, alarm; before them the series where there may be several. In CSV time and count stand as in the
/// file. Series named by a column go on from file to file. Rows whose window is not later than the one before have the
/// lowest score.
Outcome run(const Job& job, std::ostream& out);

/// What can be known to be wrong with the files before any is scored: one is not there, is a folder, is no table, lacks
/// a column. What is no plain file is not looked into, as it could not be read again.
std::vector<Problem> faults_of(const Job& job);

/// What was scored, a line for each file where there are several, and how alarms came about. Lines, harmless for a
/// terminal.
std::string to_text(const Outcome& outcome, const Job& job);

}  // namespace outcry::app::score
