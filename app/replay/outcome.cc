#include "app/replay/outcome.h"

#include <fmt/format.h>

#include "app/replay/summary.h"
#include "outputs/safe_text.h"
#include "outputs/words.h"

namespace outcry::app {
namespace {

using outputs::counted;
using outputs::stamp;

constexpr std::size_t kShownColumns = 20;

std::uint64_t errors_of(const ReplayReport& report) { return total_errors(report.read); }

std::uint64_t errors_of(const ReplayReport& report, Errc reason) {
  return report.read.errors[static_cast<std::size_t>(reason)];
}

std::uint64_t heard(const ReplayReport& report) {
  const auto& windows = report.windows;
  return windows.posts + windows.duplicates + windows.late + windows.ahead;
}

/// " Its columns are a, b, c.", or "" when they are not known.
std::string columns_of(const ReplayReport& report) {
  if (report.columns.empty()) return "";
  std::string out;
  for (std::size_t i = 0; i < std::min(report.columns.size(), kShownColumns); ++i) {
    out += (i == 0 ? " The columns are " : ", ") + outputs::harmless(report.columns[i]);
  }
  return out + (report.columns.size() > kShownColumns ? ", ..." : ".");
}

std::string missing(const ReplayReport& report, std::uint64_t records, const char* field) {
  return fmt::format("  {} no {}.{} Say which one holds it: --map {}=COLUMN\n",
                     counted(records, "record") + (records == 1 ? " has" : " have"), field, columns_of(report), field);
}

std::string until(const ReplayReport& report) {
  return report.reached == EventTime::min() ? "" : fmt::format(" up to {} UTC", stamp(report.reached));
}

std::string how_far(const ReplayReport& report) {
  if (report.bytes_total == 0) return until(report);
  const double share = static_cast<double>(report.bytes_read) / static_cast<double>(report.bytes_total);
  return fmt::format(" at {:.0f} %", 100 * std::min(share, 1.0)) + until(report);
}

/// "; 12 records have no time, 3 could not be read": what a silent verdict cannot speak for.
std::string left_out(const ReplayReport& report) {
  std::string out;
  const auto add = [&](std::uint64_t n, const char* what) {
    if (n != 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", outputs::count(n), what);
  };
  add(report.untimed, "without a time");
  add(errors_of(report), "that could not be used");
  add(report.windows.late + report.windows.ahead, "out of place in time");
  return out;
}

}  // namespace

bool heard_nothing(const ReplayReport& report) {
  if (report.interrupted || !report.refused.empty() || heard(report) != 0) return false;
  return !report.resumed || report.untimed + errors_of(report) != 0;
}

std::string why_nothing(const ReplayReport& report, const ingest::ArchiveOptions& asked) {
  const auto& read = report.read;
  const auto no_text = errors_of(report, Errc::no_text);
  const auto others = errors_of(report) - no_text - errors_of(report, Errc::unknown_format);
  std::string out = "nothing was found that could be counted, so this says nothing about outages\n";
  if (read.records == 0 && errors_of(report) == 0) return out + "  There is not a single record in the input.\n";
  if (report.untimed != 0) out += missing(report, report.untimed, "time");
  if (no_text != 0) out += missing(report, no_text, "text");
  if (errors_of(report, Errc::unknown_format) != 0) {
    const auto text = asked.map.find("text");
    out += text == asked.map.end()
               ? "  What it holds fits no known format"
               : "  What it holds fits no known format, or has no column '" + outputs::harmless(text->second) + "'";
    out +=
        ": name a format with --format, or the column with the posts'\n"
        "  texts with --map text=COLUMN; 'outcry replay --help' lists the formats.\n";
  }
  if (others != 0 && !asked.format.empty()) {
    out += fmt::format("  {} of {} could not be read as '{}'; without --format the content decides.\n",
                       outputs::count(others), counted(read.records, "record"), asked.format);
  } else if (others != 0) {
    out += fmt::format("  {} of {} could not be used, for the reasons told above.\n", outputs::count(others),
                       counted(read.records, "record"));
  }
  if (report.untimed + errors_of(report) == 0) {
    out += fmt::format("  None of its {} is a new post.\n", counted(read.records, "record"));
  }
  return out;
}

std::string no_incident(const ReplayReport& report) {
  if (report.interrupted) {
    return fmt::format("Stopped{}, with no incident so far; this says nothing about the rest.\n", how_far(report));
  }
  const std::string left = left_out(report);
  const auto lost = report.untimed + errors_of(report) + report.windows.late + report.windows.ahead;
  if (lost * 20 > heard(report) + lost) {
    return fmt::format("No incident in what could be counted, {}{}. Left out: {}.\n",
                       counted(report.windows.posts, "post"), until(report), left);
  }
  return fmt::format("No incident{}: nobody complained more than usual.\n", until(report));
}

}  // namespace outcry::app
