#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/replay/replay.h"
#include "outputs/terminal/safe_text.h"

namespace outcry::app {
namespace {

constexpr std::size_t kShownProblems = 10;

std::string reason_name(std::size_t errc) { return make_error_code(static_cast<Errc>(errc)).message(); }

std::uint64_t total_errors(const ingest::ReadStats& read) {
  std::uint64_t out = 0;
  for (const auto count : read.errors) out += count;
  return out;
}

double rate(const ReplayReport& report) {
  return report.elapsed.count() > 0 ? static_cast<double>(report.read.records) / report.elapsed.count() : 0;
}

std::string kinds_line(const ingest::ReadStats& read) {
  std::string out;
  for (std::size_t i = 0; i < ingest::kRecordKinds; ++i) {
    if (read.kinds[i] == 0) continue;
    if (!out.empty()) out += ", ";
    out += fmt::format("{} {}", read.kinds[i], ingest::name(static_cast<ingest::RecordKind>(i)));
  }
  return out.empty() ? "nothing" : out;
}

void add_errors(const ReplayReport& report, std::string& out) {
  if (total_errors(report.read) != 0) out += "passed over:";
  const char* separator = " ";
  for (std::size_t i = 0; i < report.read.errors.size(); ++i) {
    if (report.read.errors[i] == 0) continue;
    out += fmt::format("{}{} {}", separator, report.read.errors[i], reason_name(i));
    separator = ", ";
  }
  if (total_errors(report.read) != 0) out += "\n";
  for (std::size_t i = 0; i < report.problems.size() && i < kShownProblems; ++i) {
    out += "  " + outputs::terminal::harmless(describe(report.problems[i])) + "\n";
  }
  if (report.problem_count > kShownProblems) {
    out += fmt::format("  ... and {} more\n", report.problem_count - kShownProblems);
  }
}

void add_timing(const ReplayReport& report, std::string& out) {
  const auto& windows = report.windows;
  if (windows.duplicates != 0) out += fmt::format("duplicates: {} (heard once)\n", windows.duplicates);
  if (windows.removed + windows.edited != 0) {
    out += fmt::format("within the window of the post: {} taken back (not counted), {} edited (counted as edited)\n",
                       windows.removed, windows.edited);
  }
  if (windows.ahead != 0) out += fmt::format("far ahead of all others in time: {} (not counted)\n", windows.ahead);
  if (windows.late != 0) out += fmt::format("too late for their window: {} (not counted)\n", windows.late);
  if ((windows.late + windows.ahead) * 50 > windows.posts) {
    out += "  so many posts out of place mean that the archive is not in time order; a larger --lateness helps\n";
  }
}

std::string resumed_line(const ReplayReport& report) {
  if (report.read.records == 0 && !report.interrupted) {
    return "nothing new: the store holds all of this already\n";
  }
  return "went on from where an earlier run had stopped; counts are of this run\n";
}

}  // namespace

std::string to_text(const ReplayReport& report) {
  std::string out =
      fmt::format("read {} records ({}) in {:.1f} s, {}/s: {}\n", report.read.records, short_bytes(report.bytes_read),
                  report.elapsed.count(), short_count(rate(report)), kinds_line(report.read));
  if (report.resumed) out += resumed_line(report);
  add_errors(report, out);
  if (report.untimed != 0)
    out += fmt::format("without a time: {} (not counted; see --map time=COLUMN)\n", report.untimed);
  add_timing(report, out);
  return out;
}

nlohmann::ordered_json to_json(const ReplayReport& report) {
  using Json = nlohmann::ordered_json;
  Json kinds = Json::object();
  for (std::size_t i = 0; i < ingest::kRecordKinds; ++i) {
    kinds[std::string(ingest::name(static_cast<ingest::RecordKind>(i)))] = report.read.kinds[i];
  }
  Json errors = Json::object();
  for (std::size_t i = 0; i < report.read.errors.size(); ++i) {
    if (report.read.errors[i] != 0) errors[reason_name(i)] = report.read.errors[i];
  }
  Json problems = Json::array();
  for (const auto& problem : report.problems) {
    problems.push_back({{"reason", make_error_code(problem.reason).message()},
                        {"file", problem.file},
                        {"member", problem.member},
                        {"line", problem.line},
                        {"offset", problem.offset},
                        {"detail", problem.detail}});
  }
  Json out{{"records", report.read.records},
           {"kinds", kinds},
           {"errors", errors},
           {"problems", problems},
           {"problem_count", report.problem_count},
           {"posts", report.windows.posts},
           {"untimed", report.untimed},
           {"duplicates", report.windows.duplicates},
           {"late", report.windows.late},
           {"ahead", report.windows.ahead},
           {"removed", report.windows.removed},
           {"edited", report.windows.edited},
           {"windows", report.windows.closed},
           {"events", report.events},
           {"bytes_read", report.bytes_read},
           {"seconds", report.elapsed.count()},
           {"resumed", report.resumed},
           {"interrupted", report.interrupted}};
  if (report.reached != EventTime::min()) out["reached"] = format_utc(report.reached);
  return out;
}

}  // namespace outcry::app
