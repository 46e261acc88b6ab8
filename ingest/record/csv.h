// Comma separated values after RFC 4180: where a row ends, and its cells.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace outcry::ingest {

/// Where the row that begins `bytes` ends. A quote opens a cell only at the cell's beginning; inside, a doubled
/// quote is one quote and line breaks belong to the cell.
struct RowEnd {
  enum class State {
    whole,    ///< `end` is behind its line break
    partial,  ///< the bytes end first; at the end of the file such a row is whole unless `in_quotes`
    broken,   ///< something other than a separator follows a closing quote; `end` is behind its first line break
  };
  State state = State::partial;
  std::size_t end = 0;
  bool in_quotes = false;  ///< of a partial row: the bytes end inside a quoted cell
};
RowEnd row_end(std::string_view bytes, char separator);

/// The cells of one row. Uses its buffers again.
class CsvRow {
 public:
  /// False when the quotes do not close. Views live until the next call, and as long as `row`.
  bool split(std::string_view row, char separator);

  std::size_t size() const { return cells_.size(); }
  std::string_view operator[](std::size_t i) const { return cells_[i]; }

 private:
  std::vector<std::string_view> cells_;
  std::string unquoted_;
};

/// The separator (, ; tab) that splits the first line into most cells.
char sniff_separator(std::string_view first_line);

}  // namespace outcry::ingest
