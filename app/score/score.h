// Tables of counts in, a score for each row out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "app/score/count_table.h"
#include "app/score/scorer.h"

namespace outcry::app::score {

struct Job {
  std::vector<std::string> files;
  Columns columns;
  ScoreOptions options;
  bool infer_window = true;  ///< the time between the first two rows of a series is its window
  bool as_json = false;      ///< one object a line, else CSV with a header
};

struct Outcome {
  std::uint64_t rows = 0;
  std::uint64_t alarms = 0;
  std::uint64_t series = 0;
  std::vector<Problem> problems;
};

/// Writes a line for each row that has a time and a count, in order of the files: time and count as they stand there,
/// expected, statistic, score, alarm; before them the series where there may be several. Rows out of order score 0.
Outcome run(const Job& job, std::ostream& out);

}  // namespace outcry::app::score
