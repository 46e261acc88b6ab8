#include <fmt/format.h>

#include <cmath>

#include "app/config/units.h"
#include "app/score/score.h"
#include "outputs/safe_text.h"
#include "outputs/words.h"

namespace outcry::app::score {
namespace {

using outputs::counted;

constexpr double kWeekly = 1.001 / 7;
constexpr double kDaily = 1;

std::string window_of(const FileOutcome& file) {
  const std::string length = format_exact(file.window);
  if (file.window_from == WindowFrom::rows) return length + " (the usual time from row to row)";
  return length + (file.window_from == WindowFrom::nothing ? " (assumed, as the rows tell none)" : "");
}

std::string series_of(std::uint64_t n) { return n == 1 ? "1 series" : outputs::count(n) + " series"; }

std::string file_line(const FileOutcome& file) {
  if (file.rows == 0) return "no row was scored\n";
  return fmt::format("{} of {} in windows of {}, {}\n", counted(file.rows, "row"), series_of(file.series),
                     window_of(file), counted(file.alarms, "alarm"));
}

std::string what_alarms(const ScoreOptions& options) {
  if (options.chart != "surge") return fmt::format("rows at which the chart {} opens an incident", options.chart);
  return fmt::format("rows above the expected with a score of {:.2f} and more",
                     -std::log10(options.false_alarms_per_day) + 0.0);
}

/// Alarms go by the rate that is asked for; the column of scores counts a surge once at one a week.
std::string alarm_lines(const ScoreOptions& options, std::uint64_t alarms) {
  const double per_day = options.false_alarms_per_day;
  std::string out = fmt::format("alarms: {}, by {} in a series; again within 24 hours only when ten times rarer\n",
                                what_alarms(options), format_rate_per_day(per_day));
  if (per_day > kDaily) out += "  so a series has about one a day at most, whatever more is asked for\n";
  if (alarms > 0 && per_day > kWeekly)
    out += "  the column score holds back what was told at one a week; the column alarm is at the rate asked for\n";
  return out;
}

}  // namespace

std::string to_text(const Outcome& outcome, const Job& job) {
  std::string out;
  const bool several = outcome.files.size() > 1;
  for (const FileOutcome& file : outcome.files)
    out += (several ? outputs::harmless(file.file) + ": " : "") + file_line(file);
  if (several)
    out += fmt::format("together: {} of {}, {}\n", counted(outcome.rows, "row"), series_of(outcome.series),
                       counted(outcome.alarms, "alarm"));
  return out + alarm_lines(job.options, outcome.alarms);
}

}  // namespace outcry::app::score
