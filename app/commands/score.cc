#include "app/score/score.h"

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/config/units.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

struct ScoreArguments {
  std::vector<std::string> files;
  std::vector<std::string> map;
  std::string series;
  std::string window;
  std::string false_alarms;
  std::string chart = "surge";
  std::string absent = "gap";
};

using outputs::harmless;

constexpr std::size_t kShownProblems = 10;
const std::vector<std::string> kFields{"time", "count", "series"};

/// The job, and what is wrong with the flags, each a sentence with what would be right.
struct Reader {
  score::Job job;
  std::vector<std::string> faults;
  bool columns_are_known = true;

  void read(const ScoreArguments& arguments) {
    job.columns = {"time", "count", arguments.series};
    for (const auto& pair : arguments.map) map(pair);
    if (!arguments.window.empty()) window(arguments.window);
    if (!arguments.false_alarms.empty()) false_alarms(arguments.false_alarms);
    job.options.chart = arguments.chart;
    job.options.absent_is_zero = arguments.absent == "zero";
  }

  void map(const std::string& pair) {
    const auto mapped = read_map(pair, kFields, faults);
    columns_are_known = columns_are_known && mapped;
    if (!mapped) return;
    if (mapped->field == "time") job.columns.time = mapped->column;
    if (mapped->field == "count") job.columns.count = mapped->column;
    if (mapped->field == "series") job.columns.series = mapped->column;
  }

  void window(const std::string& text) {
    const auto value = parse_duration(text);
    job.infer_window = false;
    if (!value || *value % std::chrono::seconds(1) != std::chrono::milliseconds(0))
      faults.push_back("--window: '" + text + "' is no duration in whole seconds; write 5min or 60s");
    else if (*value < std::chrono::seconds(10) || *value > std::chrono::hours(1))
      faults.push_back("--window: '" + text + "' lies outside 10s to 1h");
    else
      job.options.window = std::chrono::duration_cast<std::chrono::seconds>(*value);
  }

  void false_alarms(const std::string& text) {
    const auto value = read_false_alarms(text, faults);
    if (value) job.options.false_alarms_per_day = *value;
  }
};

bool is_same(const std::string& one, const std::string& other) {
  std::error_code ignored;
  return one == other || std::filesystem::equivalent(one, other, ignored);
}

/// Each file once; one that is named again is told.
std::vector<std::string> once(const std::vector<std::string>& files, Terminal& terminal) {
  std::vector<std::string> out;
  for (const auto& file : files) {
    const auto same = std::ranges::find_if(out, [&](const auto& other) { return is_same(file, other); });
    if (same == out.end())
      out.push_back(file);
    else
      terminal.err << "warning: " << harmless(file) << ": named twice; it is read once\n";
  }
  return out;
}

void tell_problems(const score::Outcome& outcome, Terminal& terminal) {
  const auto shown = std::min(outcome.problems.size(), kShownProblems);
  for (std::size_t i = 0; i < shown; ++i) terminal.err << harmless(describe(outcome.problems[i])) << '\n';
  if (outcome.problem_count > shown) terminal.err << "... and " << outcome.problem_count - shown << " more\n";
}

int run_score(const Common& common, const ScoreArguments& arguments, Terminal& terminal) {
  Reader reader;
  reader.read(arguments);
  reader.job.files = once(arguments.files, terminal);
  if (reader.columns_are_known)
    for (const auto& problem : score::faults_of(reader.job)) reader.faults.push_back(describe(problem));
  if (const int code = complain(reader.faults, terminal); code != kDone) return code;
  reader.job.as_json = common.json;
  const auto outcome = score::run(reader.job, terminal.out);
  tell_problems(outcome, terminal);
  if (outcome.rows == 0)
    terminal.err << "no row could be scored\n";
  else
    terminal.err << score::to_text(outcome, reader.job);
  if (!outcome.all_read) return kWrongUse;
  return outcome.rows == 0 ? kFailed : kDone;
}

}  // namespace

void add_score(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<ScoreArguments>();
  auto* command = program.add_subcommand("score", "Say of each count in a table how rare a surge it is in its series");
  command->footer(
      "Prints time, count, expected, statistic, score and alarm for each row. score is -log10 of the alarms a day to\n"
      "expect at this or more in this series, whatever its size, and depends on no later row: 0.85 is one a week, 2 "
      "one\n"
      "in 100 days; below 0 is ordinary. Rows of a surge that was told in the last 24 hours are held just below 0.85,\n"
      "unless ten times rarer; statistic is not. alarm is 1 when the score passes the rate asked for, told once "
      "likewise: about one a day of a series at most.\n"
      "Rows are not added up: --window must not exceed the time between them. The chart surge compares with the level "
      "of\n"
      "the series, whatever the hour; sr, cusum and ewma with what is usual at this time of the day and week.\n\n"
      "Example:\n  outcry score counts.csv --map time=timestamp,count=value --false-alarms \"1 per 30 days\"");
  command->add_option("files", arguments->files, "CSV files with a header, plain or packed, or - for standard input")
      ->required()
      ->type_name("FILE");
  command->add_option("--map", arguments->map, "Columns that hold what (default: time=time,count=count)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FIELD=COLUMN");
  command->add_option("--series", arguments->series, "Column that names the series (default: a file is one)")
      ->type_name("COLUMN");
  command
      ->add_option("--window", arguments->window,
                   "How long a row counts, 10s to 1h (default: the usual time from row to row)")
      ->type_name("TIME");
  command
      ->add_option("--false-alarms", arguments->false_alarms,
                   "How many alarms without cause are tolerable in a series (default: 1 per 7 days)")
      ->type_name("RATE");
  command->add_option("--chart", arguments->chart, "What decides (default: surge)")
      ->check(CLI::IsMember(score::score_charts()))
      ->type_name("CHART");
  command
      ->add_option("--absent", arguments->absent,
                   "What a window without a row was: a gap that nobody heard, or zero (default: gap)")
      ->check(CLI::IsMember({"gap", "zero"}))
      ->type_name("gap|zero");
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return run_score(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
