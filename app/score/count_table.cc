#include "app/score/count_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>
#include <utility>

#include "app/config/diagnostics.h"
#include "ingest/archive/reader.h"
#include "ingest/record/csv.h"
#include "ingest/record/times.h"

namespace outcry::app::score {
namespace {

constexpr std::size_t kMostProblems = 100;
constexpr double kMostCount = 1e12;
constexpr std::size_t kLongestCell = 40;
constexpr std::size_t kShownColumns = 20;
constexpr const char* kWanted = "a header row like 'time,count' and rows below it are wanted";

std::optional<double> read_count(std::string_view cell) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size()) return std::nullopt;
  if (!std::isfinite(value) || value < 0 || value > kMostCount) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

/// A cell as it is quoted in a message.
std::string in_quotes(std::string_view cell) {
  return "'" + std::string(cell.substr(0, kLongestCell)) + (cell.size() > kLongestCell ? "...'" : "'");
}

/// Whether the first row of a table is none of names: times and counts stand in it.
bool is_headless(const std::vector<std::string>& columns) {
  return std::ranges::any_of(
      columns, [](const std::string& cell) { return read_count(cell) || (!cell.empty() && ingest::read_time(cell)); });
}

std::string no_column(const std::string& name, const std::string& field, const std::vector<std::string>& columns) {
  const auto near = nearest(name, columns);
  std::string out =
      "no column " + in_quotes(name) + "; " + (near ? "did you mean '" + *near + "'? " : "") + "the columns are";
  for (std::size_t i = 0; i < std::min(columns.size(), kShownColumns); ++i)
    out += (i == 0 ? " " : ", ") + columns[i].substr(0, kLongestCell);
  return out + (columns.size() > kShownColumns ? ", ..." : "") + "; --map " + field + "=COLUMN names one";
}

class Table {
 public:
  Table(std::string path, const Columns& columns, const std::function<bool(const Row&)>& on_row)
      : path_(std::move(path)), columns_(columns), on_row_(on_row) {}

  TableOutcome read() {
    ingest::ArchiveOptions options;
    options.format = "csv";
    options.map = {{"time", columns_.time}, {"count", columns_.count}};
    std::error_code ignored;
    if (std::filesystem::is_directory(path_, ignored)) {
      note({.reason = Errc::invalid_argument, .file = path_, .detail = "a folder; name the files in it"});
      return std::move(out_);
    }
    auto reader = ingest::ArchiveReader::make(path_, options);
    if (!reader) {
      note({.reason = static_cast<Errc>(reader.error().value()), .file = path_});
      return std::move(out_);
    }
    ingest::Block block;
    bool any = false;
    for (; !ended_ && reader->next(block); any = true) read(block);
    for (const Problem& problem : reader->problems()) note(in_words_of_tables(problem));
    if (!any && reader->problems().empty())
      note({.reason = Errc::no_count, .file = path_, .detail = std::string("there is no row in it; ") + kWanted});
    out_.is_read = any && !ended_for_columns_;
    return std::move(out_);
  }

 private:
  struct Places {
    std::size_t time = 0;
    std::size_t count = 0;
    std::optional<std::size_t> series;
  };

  /// The reader of archives speaks of formats, of which there is one here.
  static Problem in_words_of_tables(Problem problem) {
    if (problem.reason == Errc::unknown_format && problem.detail.find("--format") != std::string::npos)
      problem.detail = std::string("no table of counts; ") + kWanted;
    return problem;
  }

  void lacks(const ingest::Block& block, std::string detail) {
    note({.reason = Errc::not_found, .file = path_, .member = *block.member, .line = 1, .detail = std::move(detail)});
  }

  std::optional<std::size_t> place(const ingest::Block& block, const std::string& name, const std::string& field) {
    const auto& all = block.layout->columns;
    const auto found = std::ranges::find(all, name);
    if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
    if (!is_headless(all)) lacks(block, no_column(name, field, all));
    return std::nullopt;
  }

  void read(const ingest::Block& block) {
    const auto time = place(block, columns_.time, "time");
    const auto count = place(block, columns_.count, "count");
    const auto series = columns_.series.empty() ? std::nullopt : place(block, columns_.series, "series");
    if (!time || !count || (!columns_.series.empty() && !series)) {
      if (is_headless(block.layout->columns))
        lacks(block, std::string("no header row, the first row holds values already; ") + kWanted);
      ended_ = ended_for_columns_ = true;
      return;
    }
    const std::string_view bytes(block.bytes.data(), block.size);
    std::uint64_t record = block.begin.record;
    for (std::size_t at = 0; at < bytes.size() && !ended_;) {
      const auto end = ingest::row_end(bytes.substr(at), block.layout->separator);
      const std::size_t size = end.state == ingest::RowEnd::State::partial ? bytes.size() - at : end.end;
      row(block, bytes.substr(at, size), ++record, {*time, *count, series});
      at += size;
    }
  }

  void row(const ingest::Block& block, std::string_view bytes, std::uint64_t line, const Places& places) {
    if (trimmed(bytes).empty()) return;
    const std::size_t width = block.layout->columns.size();
    if (!cells_.split(bytes, block.layout->separator))
      return refuse(block, line, Errc::bad_row, "its quotes do not close");
    if (cells_.size() != width)
      return refuse(block, line, Errc::bad_row, fmt::format("{} cells, the header has {}", cells_.size(), width));
    Row out{.written_time = trimmed(cells_[places.time]),
            .written_count = trimmed(cells_[places.count]),
            .series = places.series ? trimmed(cells_[*places.series]) : std::string_view(),
            .line = line};
    if (places.series && out.series.empty()) return refuse(block, line, Errc::bad_row, "it names no series");
    const auto time = ingest::read_time(out.written_time);
    const auto count = read_count(out.written_count);
    if (!time) return refuse(block, line, Errc::no_time, no_time(out.written_time));
    if (!count) return refuse(block, line, Errc::no_count, no_count(out.written_count));
    out.time = *time;
    out.count = *count;
    ended_ = !on_row_(out);
  }

  std::string no_time(std::string_view cell) const {
    return in_quotes(cell) + " in column '" + columns_.time + "' is no time like 2026-03-08T19:42:00Z";
  }

  std::string no_count(std::string_view cell) const {
    return in_quotes(cell) + " in column '" + columns_.count + "' is no number from 0 up";
  }

  void refuse(const ingest::Block& block, std::uint64_t line, Errc reason, std::string detail) {
    note({.reason = reason, .file = path_, .member = *block.member, .line = line, .detail = std::move(detail)});
  }

  void note(Problem problem) {
    ++out_.problem_count;
    if (out_.problems.size() < kMostProblems) out_.problems.push_back(std::move(problem));
  }

  std::string path_;
  const Columns& columns_;
  const std::function<bool(const Row&)>& on_row_;
  ingest::CsvRow cells_;
  TableOutcome out_;
  bool ended_ = false;
  bool ended_for_columns_ = false;
};

}  // namespace

TableOutcome read_counts(const std::string& path, const Columns& columns,
                         const std::function<bool(const Row&)>& on_row) {
  return Table(path, columns, on_row).read();
}

}  // namespace outcry::app::score
