#include "app/score/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <set>
#include <utility>

#include "outputs/safe_text.h"

namespace outcry::app::score {
namespace {

constexpr std::size_t kMostProblems = 100;
/// Rows of the first series that tell how long a window is, and how many rows may wait for that.
constexpr std::size_t kInferredFrom = 12;
constexpr std::size_t kMostWaiting = 100'000;
constexpr std::chrono::seconds kShortest{10};
constexpr std::chrono::seconds kLongest{3600};

/// A cell that needs quotes has them.
std::string cell(std::string_view text) {
  const std::string safe = outputs::harmless(text);
  if (safe.find_first_of(",;\"") == std::string::npos) return safe;
  std::string out = "\"";
  for (const char c : safe) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

/// A row that waits until the window is known.
struct Waiting {
  std::string series;
  EventTime time;
  double count = 0;
  std::string written_time;
  std::string written_count;
  std::uint64_t line = 0;
};

class Run {
 public:
  Run(const Job& job, std::ostream& out)
      : job_(job), out_(out), names_series_(job.files.size() > 1 || !job.columns.series.empty()) {}

  Outcome go() {
    if (!job_.as_json) out_ << (names_series_ ? "series," : "") << "time,count,expected,statistic,score,alarm\n";
    for (const auto& file : job_.files)
      if (out_) read(file);
    out_.flush();
    return std::move(outcome_);
  }

 private:
  void read(const std::string& file) {
    file_ = file;
    if (job_.columns.series.empty()) series_.clear();
    names_.clear();
    outcome_.files.push_back({.file = file});
    window_ = job_.infer_window ? std::nullopt : std::optional(job_.options.window);
    auto table = read_counts(file, job_.columns, [this](const Row& row) { return take(row); });
    flush();
    outcome_.all_read = outcome_.all_read && table.is_read;
    outcome_.problem_count += table.problem_count - table.problems.size();
    for (Problem& problem : table.problems) note(std::move(problem));
  }

  /// Files of one name in several folders are told apart by their paths.
  std::string series_of_file() const {
    const auto stem = [](const std::string& path) { return std::filesystem::path(path).stem().string(); };
    const auto alike = std::ranges::count_if(job_.files, [&](const auto& other) { return stem(other) == stem(file_); });
    return alike > 1 ? file_ : stem(file_);
  }

  bool take(const Row& row) {
    waiting_.push_back({row.series.empty() ? series_of_file() : std::string(row.series), row.time, row.count,
                        std::string(row.written_time), std::string(row.written_count), row.line});
    const bool known = window_ || of_first_series().size() > kInferredFrom || waiting_.size() >= kMostWaiting;
    return known ? flush() : true;
  }

  std::vector<EventTime> of_first_series() const {
    std::vector<EventTime> out;
    for (const Waiting& row : waiting_)
      if (row.series == waiting_.front().series) out.push_back(row.time);
    return out;
  }

  /// The median time from row to row; nothing when it is no length that a window may have.
  std::optional<std::chrono::seconds> inferred() {
    auto times = of_first_series();
    std::vector<EventTime::duration> gaps;
    for (std::size_t i = 1; i < times.size(); ++i)
      if (times[i] > times[i - 1]) gaps.push_back(times[i] - times[i - 1]);
    here().window_from = gaps.empty() ? WindowFrom::nothing : WindowFrom::rows;
    if (gaps.empty()) return job_.options.window;
    std::ranges::sort(gaps);
    const auto gap = std::chrono::round<std::chrono::seconds>(gaps[(gaps.size() - 1) / 2]);
    if (gap >= kShortest && gap <= kLongest) return gap;
    note({.reason = Errc::invalid_argument,
          .file = file_,
          .detail = fmt::format("rows lie {} s apart; windows of 10 s to 1 h can be scored, and --window sets one",
                                gap.count())});
    return std::nullopt;
  }

  bool flush() {
    if (waiting_.empty()) return static_cast<bool>(out_);
    if (!window_) window_ = inferred();
    if (!window_) {
      outcome_.all_read = false;
      waiting_.clear();
      return false;
    }
    here().window = *window_;
    for (const Waiting& row : waiting_) write(row);
    waiting_.clear();
    return static_cast<bool>(out_);
  }

  Scorer* scorer_of(const std::string& name) {
    const auto known = series_.find(name);
    if (known != series_.end()) return &known->second;
    if (series_.size() >= kMostSeries) return nullptr;
    ScoreOptions options = job_.options;
    options.window = *window_;
    auto scorer = Scorer::make(options);
    if (!scorer) return nullptr;
    ++outcome_.series;
    return &series_.emplace(name, std::move(*scorer)).first->second;
  }

  void write(const Waiting& row) {
    Scorer* scorer = scorer_of(row.series);
    if (scorer == nullptr)
      return note({.reason = Errc::too_large,
                   .file = file_,
                   .line = row.line,
                   .detail = fmt::format("more than {} series", kMostSeries)});
    const auto score = scorer->observe(row.time, row.count);
    if (!score) note({.reason = Errc::out_of_order, .file = file_, .line = row.line, .detail = "series " + row.series});
    print(row, score.value_or(scorer->nothing()));
    const std::uint64_t alarms = score && score->alarm ? 1 : 0;
    ++outcome_.rows;
    ++here().rows;
    outcome_.alarms += alarms;
    here().alarms += alarms;
    here().series += names_.insert(row.series).second ? 1 : 0;
  }

  void print(const Waiting& row, const Score& score) {
    if (!job_.as_json) {
      out_ << (names_series_ ? cell(row.series) + "," : "")
           << fmt::format("{},{},{:.6g},{:.4f},{:.4f},{}\n", cell(row.written_time), cell(row.written_count),
                          score.expected, score.statistic, score.score, score.alarm ? 1 : 0);
      return;
    }
    nlohmann::ordered_json line{{"series", row.series}, {"time", row.written_time}, {"count", row.count}};
    line["expected"] = score.expected;
    line["statistic"] = score.statistic;
    line["score"] = score.score;
    line["alarm"] = score.alarm;
    out_ << line.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  }

  FileOutcome& here() { return outcome_.files.back(); }

  void note(Problem problem) {
    ++outcome_.problem_count;
    if (outcome_.problems.size() < kMostProblems) outcome_.problems.push_back(std::move(problem));
  }

  const Job& job_;
  std::ostream& out_;
  bool names_series_;
  std::string file_;
  std::optional<std::chrono::seconds> window_;
  std::vector<Waiting> waiting_;
  std::map<std::string, Scorer> series_;
  std::set<std::string> names_;  ///< of series in this file
  Outcome outcome_;
};

}  // namespace

Outcome run(const Job& job, std::ostream& out) { return Run(job, out).go(); }

std::vector<Problem> faults_of(const Job& job) {
  std::vector<Problem> out;
  for (const auto& file : job.files) {
    std::error_code ignored;
    const auto kind = std::filesystem::status(file, ignored).type();
    const bool is_stream =
        file == "-" || kind == std::filesystem::file_type::fifo || kind == std::filesystem::file_type::character;
    if (is_stream) continue;
    const auto first = read_counts(file, job.columns, [](const Row&) { return false; });
    if (!first.is_read) out.insert(out.end(), first.problems.begin(), first.problems.end());
  }
  return out;
}

}  // namespace outcry::app::score
