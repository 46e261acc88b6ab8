#include <gmock/gmock.h>

#include "app/score/score.h"

namespace outcry::app::score {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Outcome of(std::vector<FileOutcome> files) {
  Outcome out{.files = std::move(files)};
  for (const auto& file : out.files) {
    out.rows += file.rows;
    out.alarms += file.alarms;
    out.series += file.series;
  }
  return out;
}

FileOutcome file(const std::string& name, std::uint64_t rows, std::uint64_t alarms, std::uint64_t series = 1) {
  return {.file = name,
          .rows = rows,
          .alarms = alarms,
          .series = series,
          .window = std::chrono::minutes(5),
          .window_from = WindowFrom::rows};
}

Job asking(double per_day) {
  Job out;
  out.options.false_alarms_per_day = per_day;
  return out;
}

TEST(ScoreReport, OfOneFileIsALineAndWhatAnAlarmIs) {
  EXPECT_EQ(
      to_text(of({file("a.csv", 1, 1)}), asking(1.0 / 7)),
      "1 row of 1 series in windows of 5min (the usual time from row to row), 1 alarm\n"
      "alarms: rows above the expected with a score of 0.85 and more, by 1 per 7 days in a series; again within 24 "
      "hours only when ten times rarer\n");
}

TEST(ScoreReport, OfSeveralFilesNamesEachAndSumsUp) {
  auto assumed = file("b\x1b.csv", 1, 0);
  assumed.window_from = WindowFrom::nothing;
  auto asked = file("c.csv", 1200, 2, 3);
  asked.window_from = WindowFrom::asked;
  const std::string text = to_text(of({file("a.csv", 200, 0), assumed, asked, {.file = "d.csv"}}), asking(1.0 / 7));
  EXPECT_THAT(
      text, StartsWith("a.csv: 200 rows of 1 series in windows of 5min (the usual time from row to row), 0 alarms\n"));
  EXPECT_THAT(text,
              HasSubstr(".csv: 1 row of 1 series in windows of 5min (assumed, as the rows tell none), 0 alarms\n"));
  EXPECT_THAT(text, HasSubstr("c.csv: 1,200 rows of 3 series in windows of 5min, 2 alarms\n"));
  EXPECT_THAT(text, HasSubstr("d.csv: no row was scored\n"));
  EXPECT_THAT(text, HasSubstr("together: 1,401 rows of 5 series, 2 alarms\n"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(ScoreReport, SaysWhereAlarmsAndScoresDoNotTellTheSame) {
  const auto outcome = of({file("a.csv", 200, 3)});
  EXPECT_THAT(to_text(outcome, asking(1.0 / 30)), HasSubstr("a score of 1.48 and more, by 1 per 30 days"));
  EXPECT_THAT(to_text(outcome, asking(1.0 / 30)), Not(HasSubstr("the column score holds back")));
  EXPECT_THAT(to_text(outcome, asking(1)), HasSubstr("a score of 0.00 and more, by 1 per day"));
  EXPECT_THAT(to_text(outcome, asking(1)), HasSubstr("the column score holds back what was told at one a week"));
  EXPECT_THAT(to_text(outcome, asking(1)), Not(HasSubstr("about one a day at most")));
  EXPECT_THAT(to_text(outcome, asking(24)), HasSubstr("about one a day at most"));
}

TEST(ScoreReport, OfAChartSaysThatItOpens) {
  auto job = asking(1.0 / 7);
  job.options.chart = "sr";
  EXPECT_THAT(to_text(of({file("a.csv", 2, 0)}), job),
              HasSubstr("alarms: rows at which the chart sr opens an incident"));
}

}  // namespace
}  // namespace outcry::app::score
