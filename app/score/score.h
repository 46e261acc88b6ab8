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

struct Outcome {
  std::uint64_t rows = 0;
  std::uint64_t alarms = 0;
  std::uint64_t series = 0;
  std::chrono::seconds window{};  ///< of the last file
  bool all_read = true;           ///< false: a file could not be opened, or lacks a column
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

}  // namespace outcry::app::score
