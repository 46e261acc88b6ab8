// Tables of counts: CSV files of time, count and perhaps the series that a row belongs to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/time.h"

namespace outcry::app::score {

/// Which columns hold what.
struct Columns {
  std::string time;
  std::string count;
  std::string series;  ///< "" = the file is one series
};

/// One row. Views live until the next.
struct Row {
  EventTime time;
  double count = 0;
  std::string_view written_time;  ///< as the file has it
  std::string_view written_count;
  std::string_view series;  ///< "" when the file is one series
  std::uint64_t line = 0;   ///< 1-based row of the table, the header being the first
};

struct TableOutcome {
  bool is_read = false;  ///< the file is a table with rows and has the columns
  std::uint64_t problem_count = 0;
  std::vector<Problem> problems;  ///< the first of them
};

/// Reads a file, plain or packed as archives are, "-" for standard input. Rows in order of the file. Rows whose time or
/// count cannot be read, or that name no series where a column should, are problems; those beside them are delivered.
/// Each says what stands there and what would be right. `on_row` returns false to end it.
TableOutcome read_counts(const std::string& path, const Columns& columns,
                         const std::function<bool(const Row&)>& on_row);

}  // namespace outcry::app::score
