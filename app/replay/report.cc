#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/replay/replay.h"
#include "app/replay/summary.h"

namespace outcry::app {
namespace {

std::string reason_name(std::size_t errc) { return make_error_code(static_cast<Errc>(errc)).message(); }

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

std::string to_text(const ReplayReport& report, const Catalog& catalog) {
  std::string out = read_line(report.read, report.bytes_read, report.elapsed);
  if (report.resumed) out += resumed_line(report);
  out += passed_over(report.read, report.problems, report.problem_count);
  if (report.untimed != 0)
    out += fmt::format("without a time: {} (not counted; see --map time=COLUMN)\n", report.untimed);
  add_timing(report, out);
  return out + to_text(report.held_back, catalog);
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
           {"held_back", report.held_back.posts()},
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
