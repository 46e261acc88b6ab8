#include "app/score/count_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "ingest/archive/reader.h"
#include "ingest/record/csv.h"
#include "ingest/record/times.h"

namespace outcry::app::score {
namespace {

constexpr std::size_t kMostProblems = 100;
constexpr double kMostCount = 1e12;

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

class Table {
 public:
  Table(std::string path, const Columns& columns, const std::function<bool(const Row&)>& on_row)
      : path_(std::move(path)), columns_(columns), on_row_(on_row) {}

  TableOutcome read() {
    ingest::ArchiveOptions options;
    options.format = "csv";
    options.map = {{"time", columns_.time}, {"count", columns_.count}};
    auto reader = ingest::ArchiveReader::make(path_, options);
    if (!reader) {
      note({.reason = static_cast<Errc>(reader.error().value()), .file = path_});
      return std::move(out_);
    }
    ingest::Block block;
    while (!ended_ && reader->next(block)) read(block);
    for (const Problem& problem : reader->problems()) note(problem);
    out_.is_read = !ended_for_columns_;
    return std::move(out_);
  }

 private:
  struct Places {
    std::size_t time = 0;
    std::size_t count = 0;
    std::optional<std::size_t> series;
  };

  std::optional<std::size_t> place(const ingest::Block& block, const std::string& name) {
    const auto& all = block.layout->columns;
    const auto found = std::ranges::find(all, name);
    if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
    std::string detail = "no column '" + name + "'; the columns are";
    for (const auto& column : all) detail += (&column == all.data() ? " " : ", ") + column;
    note({.reason = Errc::not_found, .file = path_, .member = *block.member, .detail = std::move(detail)});
    return std::nullopt;
  }

  void read(const ingest::Block& block) {
    const auto time = place(block, columns_.time);
    const auto count = place(block, columns_.count);
    const auto series = columns_.series.empty() ? std::nullopt : place(block, columns_.series);
    if (!time || !count || (!columns_.series.empty() && !series)) {
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
    if (!cells_.split(bytes, block.layout->separator) || cells_.size() != block.layout->columns.size())
      return refuse(block, line, Errc::bad_row);
    Row out{.written_time = trimmed(cells_[places.time]),
            .written_count = trimmed(cells_[places.count]),
            .series = places.series ? trimmed(cells_[*places.series]) : std::string_view(),
            .line = line};
    if (places.series && out.series.empty()) return refuse(block, line, Errc::bad_row);
    const auto time = ingest::read_time(out.written_time);
    const auto count = read_count(out.written_count);
    if (!time) return refuse(block, line, Errc::no_time);
    if (!count) return refuse(block, line, Errc::no_count);
    out.time = *time;
    out.count = *count;
    ended_ = !on_row_(out);
  }

  void refuse(const ingest::Block& block, std::uint64_t line, Errc reason) {
    note({.reason = reason, .file = path_, .member = *block.member, .line = line});
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
