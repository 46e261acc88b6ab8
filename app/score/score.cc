#include "app/score/score.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>

namespace outcry::app::score {
namespace {

/// A cell that needs quotes has them.
std::string cell(std::string_view text) {
  if (text.find_first_of(",;\"\r\n\t") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

class Run {
 public:
  Run(const Job& job, std::ostream& out)
      : job_(job), out_(out), names_series_(job.files.size() > 1 || !job.columns.series.empty()) {}

  Outcome go() {
    if (!job_.as_json) out_ << (names_series_ ? "series," : "") << "time,count,expected,statistic,score,alarm\n";
    for (const auto& file : job_.files) {
      file_ = file;
      series_of_file_ = std::filesystem::path(file).stem().string();
      if (job_.columns.series.empty()) series_.clear();
      for (const Problem& problem : read_counts(file, job_.columns, [this](const Row& row) { return take(row); }))
        note(problem);
      for (auto& [name, one] : series_) finish(one);
      if (!out_) break;
    }
    out_.flush();
    return std::move(outcome_);
  }

 private:
  /// A row that waits for the next one to say how long a window is.
  struct Waiting {
    EventTime time;
    double count = 0;
    std::string written_time;
    std::string written_count;
    std::uint64_t line = 0;
  };
  struct Series {
    std::string name;
    std::optional<Scorer> scorer;
    std::optional<Waiting> first;
    bool is_told = false;  ///< that its window cannot be
  };

  bool take(const Row& row) {
    const std::string name = row.series.empty() ? series_of_file_ : std::string(row.series);
    const auto [at, fresh] = series_.try_emplace(name);
    Series& one = at->second;
    if (fresh) {
      one.name = name;
      ++outcome_.series;
      if (!job_.infer_window) start(one, job_.options.window);
    }
    Waiting now{row.time, row.count, std::string(row.written_time), std::string(row.written_count), row.line};
    if (!one.scorer && !one.first) {
      one.first = std::move(now);
      return true;
    }
    if (!one.scorer) {
      start(one, between(one.first->time, row.time));
      write(one, *one.first);
      one.first.reset();
    }
    write(one, now);
    return static_cast<bool>(out_);
  }

  /// The window that two rows suggest, the one asked for when they do not.
  std::chrono::seconds between(EventTime first, EventTime second) const {
    const auto gap = std::chrono::round<std::chrono::seconds>(second - first);
    return gap.count() >= 10 && gap.count() <= 3600 ? gap : job_.options.window;
  }

  void start(Series& one, std::chrono::seconds window) {
    ScoreOptions options = job_.options;
    options.window = window;
    auto scorer = Scorer::make(options);
    if (scorer) one.scorer = std::move(*scorer);
  }

  void finish(Series& one) {
    if (one.scorer || !one.first) return;
    start(one, job_.options.window);
    write(one, *one.first);
    one.first.reset();
  }

  void write(Series& one, const Waiting& row) {
    if (!one.scorer) return;
    const auto score = one.scorer->observe(row.time, row.count);
    if (!score) note({.reason = Errc::out_of_order, .file = file_, .line = row.line, .detail = "series " + one.name});
    print(one, row, score.value_or(Score{}));
    ++outcome_.rows;
    outcome_.alarms += score && score->alarm ? 1 : 0;
  }

  void print(const Series& one, const Waiting& row, const Score& score) {
    if (!job_.as_json) {
      out_ << (names_series_ ? cell(one.name) + "," : "")
           << fmt::format("{},{},{:.6g},{:.4f},{:.4f},{}\n", cell(row.written_time), cell(row.written_count),
                          score.expected, score.statistic, score.score, score.alarm ? 1 : 0);
      return;
    }
    nlohmann::ordered_json line{{"series", one.name}, {"time", row.written_time}, {"count", row.count}};
    line["expected"] = score.expected;
    line["statistic"] = score.statistic;
    line["score"] = score.score;
    line["alarm"] = score.alarm;
    out_ << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  }

  void note(Problem problem) {
    if (outcome_.problems.size() < 1000) outcome_.problems.push_back(std::move(problem));
  }

  const Job& job_;
  std::ostream& out_;
  bool names_series_;
  std::string file_;
  std::string series_of_file_;
  std::map<std::string, Series> series_;
  Outcome outcome_;
};

}  // namespace

Outcome run(const Job& job, std::ostream& out) { return Run(job, out).go(); }

}  // namespace outcry::app::score
