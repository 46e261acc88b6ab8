#include "ingest/record/csv.h"

#include <algorithm>
#include <array>

namespace outcry::ingest {
namespace {

constexpr auto kNone = std::string_view::npos;

/// Behind the quote that closes the cell whose content begins at `at`, or kNone.
std::size_t behind_quotes(std::string_view bytes, std::size_t at) {
  for (;;) {
    at = bytes.find('"', at);
    if (at == kNone) return kNone;
    if (at + 1 >= bytes.size() || bytes[at + 1] != '"') return at + 1;
    at += 2;
  }
}

RowEnd broken(std::string_view bytes) {
  const auto line = bytes.find('\n');
  return {RowEnd::State::broken, line == kNone ? bytes.size() : line + 1, false};
}

/// The separator or line break that ends an unquoted cell, or kNone.
std::size_t plain_end(std::string_view bytes, std::size_t at, char separator) {
  for (; at < bytes.size(); ++at) {
    if (bytes[at] == separator || bytes[at] == '\n') return at;
  }
  return kNone;
}

std::string_view without_line_break(std::string_view row) {
  if (row.ends_with('\n')) row.remove_suffix(1);
  if (row.ends_with('\r')) row.remove_suffix(1);
  return row;
}

}  // namespace

RowEnd row_end(std::string_view bytes, char separator) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (bytes[at] == '"') {
      at = behind_quotes(bytes, at + 1);
      if (at == kNone) return {RowEnd::State::partial, bytes.size(), true};
      if (at + 1 < bytes.size() && bytes[at] == '\r' && bytes[at + 1] == '\n') ++at;
      if (at == bytes.size() || (bytes[at] == '\r' && at + 1 == bytes.size())) break;
      if (bytes[at] != separator && bytes[at] != '\n') return broken(bytes);
    } else {
      at = plain_end(bytes, at, separator);
      if (at == kNone) break;
    }
    if (bytes[at] == '\n') return {RowEnd::State::whole, at + 1, false};
    ++at;
  }
  return {RowEnd::State::partial, bytes.size(), false};
}

bool CsvRow::split(std::string_view row, char separator) {
  cells_.clear();
  unquoted_.clear();
  row = without_line_break(row);
  unquoted_.reserve(row.size());  // views into it must not move
  std::size_t at = 0;
  for (;;) {
    if (at < row.size() && row[at] == '"') {
      const auto end = behind_quotes(row, at + 1);
      if (end == kNone || (end < row.size() && row[end] != separator)) return false;
      const auto raw = row.substr(at + 1, end - at - 2);
      const auto begin = unquoted_.size();
      for (std::size_t i = 0; i < raw.size(); ++i) {
        unquoted_ += raw[i];
        if (raw[i] == '"') ++i;
      }
      cells_.push_back(std::string_view(unquoted_).substr(begin));
      at = end;
    } else {
      const auto end = std::min(row.find(separator, at), row.size());
      cells_.push_back(row.substr(at, end - at));
      at = end;
    }
    if (at >= row.size()) return true;
    ++at;
  }
}

char sniff_separator(std::string_view first_line) {
  char best = ',';
  std::size_t most = 1;
  CsvRow row;
  for (const char separator : std::array{',', ';', '\t'}) {
    if (!row.split(first_line, separator) || row.size() <= most) continue;
    most = row.size();
    best = separator;
  }
  return best;
}

}  // namespace outcry::ingest
