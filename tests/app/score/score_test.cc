#include "app/score/score.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/app/config/scratch.h"

namespace outcry::app::score {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct ScoreRun : ::testing::Test {
  Scratch scratch;
  Outcome outcome;

  std::string run(Job job) {
    std::ostringstream out;
    outcome = score::run(job, out);
    return out.str();
  }
  Job job(const std::string& text, const Columns& columns = {"time", "count", ""}) {
    return {.files = {scratch.write("counts.csv", text)}, .columns = columns};
  }
};

std::string table(int rows) {
  std::string out = "time,count\n";
  for (int i = 0; i < rows; ++i)
    out += "2026-01-01T" + std::string(i < 600 ? "0" : "") + std::to_string(i / 60) + ":" + (i % 60 < 10 ? "0" : "") +
           std::to_string(i % 60) + ":00Z," + std::to_string(3 + i % 4) + "\n";
  return out;
}

TEST_F(ScoreRun, PrintsALineForEachRow) {
  const std::string out = run(job("time,count\n2026-01-01 00:00:00,3\n2026-01-01 00:05:00,4\n"));
  EXPECT_EQ(out,
            "time,count,expected,statistic,score,alarm\n"
            "2026-01-01 00:00:00,3,0,0.0000,-2.4594,0\n2026-01-01 00:05:00,4,3,0.0000,-2.4594,0\n");
  EXPECT_EQ(outcome.rows, 2U);
  EXPECT_EQ(outcome.series, 1U);
}

TEST_F(ScoreRun, PrintsObjectsWhenAsked) {
  Job one = job(table(200));
  one.as_json = true;
  std::istringstream lines(run(one));
  int rows = 0;
  for (std::string line; std::getline(lines, line); ++rows) {
    const auto object = nlohmann::json::parse(line);
    EXPECT_EQ(object.at("series"), "counts");
    EXPECT_TRUE(object.at("score").is_number());
    EXPECT_TRUE(object.at("alarm").is_boolean());
  }
  EXPECT_EQ(rows, 200);
}

TEST_F(ScoreRun, AFileCutShortScoresTheSame) {
  const std::string all = table(1'200);
  const std::string whole = run(job(all));
  for (std::size_t cut = 30; cut < all.size(); cut += 997)
    EXPECT_THAT(whole, StartsWith(run(job(all.substr(0, all.rfind('\n', cut) + 1))))) << cut;
}

TEST_F(ScoreRun, SeveralSeriesDoNotTouchEachOther) {
  std::string both = "time,count,name\n";
  std::istringstream lines(table(300));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) both += line + ",a\n" + line.substr(0, 20) + ",900,\"b,c\"\n";
  const std::string out = run(job(both, {"time", "count", "name"}));
  EXPECT_EQ(outcome.series, 2U);
  EXPECT_THAT(out, HasSubstr("series,time,count,"));
  EXPECT_THAT(out, HasSubstr("\n\"b,c\",2026-01-01T00:07:00Z,900,"));
  const std::string alone = run(job(table(300)));
  std::istringstream again(out);
  std::string of_a = "time,count,expected,statistic,score,alarm\n";
  while (std::getline(again, line))
    if (line.starts_with("a,")) of_a += line.substr(2) + "\n";
  EXPECT_EQ(of_a, alone);
}

TEST_F(ScoreRun, SeveralFilesAreSeveralSeries) {
  Job two = job(table(5));
  two.files.push_back(scratch.write("other.csv", table(4)));
  const std::string out = run(two);
  EXPECT_EQ(outcome.series, 2U);
  EXPECT_THAT(out, HasSubstr("\ncounts,2026"));
  EXPECT_THAT(out, HasSubstr("\nother,2026"));
}

TEST_F(ScoreRun, TellsOfRowsOutOfOrderAndGoesOn) {
  run(job("time,count\n2026-01-01 00:00:00,3\n2026-01-01 00:05:00,4\n2026-01-01 00:01:00,9\n2026-01-01 00:10:00,4\n"));
  EXPECT_EQ(outcome.rows, 4U);
  ASSERT_EQ(outcome.problems.size(), 1U);
  EXPECT_EQ(outcome.problems[0].reason, Errc::out_of_order);
  EXPECT_EQ(outcome.problems[0].line, 4U);
}

TEST_F(ScoreRun, TakesTheUsualTimeFromRowToRowForTheWindow) {
  run(job("time,count\n2026-01-01 00:00:00,3\n2026-01-01 00:20:00,4\n2026-01-01 00:25:01,9\n2026-01-01 00:29:58,4\n"));
  ASSERT_EQ(outcome.files.size(), 1U);
  EXPECT_EQ(outcome.files[0].window, std::chrono::seconds(301));
  EXPECT_EQ(outcome.files[0].window_from, WindowFrom::rows);
  EXPECT_EQ(outcome.problem_count, 0U);
  run(job("time,count\n2026-01-01,3\n2026-01-02,4\n2026-01-03,9\n"));
  EXPECT_EQ(outcome.rows, 0U);
  EXPECT_FALSE(outcome.all_read);
  ASSERT_EQ(outcome.problems.size(), 1U);
  EXPECT_THAT(outcome.problems[0].detail, HasSubstr("86400 s apart"));
}

TEST_F(ScoreRun, KeepsTheOrderOfTheRows) {
  const std::string out =
      run(job("time,count,name\n2026-01-01 00:00:00,1,a\n2026-01-01 00:00:00,2,b\n"
              "2026-01-01 00:05:00,3,a\n2026-01-01 00:05:00,4,b\n",
              {"time", "count", "name"}));
  const auto at = [&](const std::string& row) { return out.find(row); };
  EXPECT_LT(at("a,2026-01-01 00:00:00,1"), at("b,2026-01-01 00:00:00,2"));
  EXPECT_LT(at("b,2026-01-01 00:00:00,2"), at("a,2026-01-01 00:05:00,3"));
}

TEST_F(ScoreRun, MakesNamesOfSeriesHarmless) {
  const std::string out = run(job("time,count,name\n2026-01-01 00:00:00,1,\x1b[31mred\n", {"time", "count", "name"}));
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
  EXPECT_EQ(outcome.rows, 1U);
}

TEST_F(ScoreRun, TellsFilesOfOneNameApart) {
  Job two = job("time,count\n2026-01-01,3\n");
  two.files = {scratch.write("a/counts.csv", table(3)), scratch.write("b/counts.csv", table(3))};
  const std::string out = run(two);
  EXPECT_THAT(out, HasSubstr("a/counts.csv,2026"));
  EXPECT_THAT(out, HasSubstr("b/counts.csv,2026"));
}

TEST_F(ScoreRun, ReadsOtherFilesBesideOneThatIsNotThere) {
  Job two = job(table(5));
  two.files.insert(two.files.begin(), scratch.path("nowhere.csv"));
  run(two);
  EXPECT_EQ(outcome.rows, 5U);
  EXPECT_EQ(outcome.problems.size(), 1U);
  EXPECT_FALSE(outcome.all_read);
}

TEST_F(ScoreRun, SaysOfEachFileWhatItHeld) {
  Job two = job("time,count\n2026-01-01 00:00:00,3\n2026-01-01 00:05:00,4\n");
  two.files.push_back(scratch.write("other.csv", table(40)));
  two.files.push_back(scratch.write("single.csv", "time,count\n2026-01-01 00:00:00,3\n"));
  two.files.push_back(scratch.write("none.csv", "time,count\nnever,3\n"));
  run(two);
  ASSERT_EQ(outcome.files.size(), 4U);
  EXPECT_EQ(outcome.files[0].rows, 2U);
  EXPECT_EQ(outcome.files[0].window, std::chrono::minutes(5));
  EXPECT_EQ(outcome.files[1].rows, 40U);
  EXPECT_EQ(outcome.files[1].window, std::chrono::minutes(1));
  EXPECT_EQ(outcome.files[1].series, 1U);
  EXPECT_EQ(outcome.files[2].window_from, WindowFrom::nothing);
  EXPECT_EQ(outcome.files[3].rows, 0U);
  EXPECT_EQ(outcome.rows, 43U);
}

TEST_F(ScoreRun, ASeriesThatGoesOnInAnotherFileIsCountedInBoth) {
  Job two = job("time,count,name\n2026-01-01 00:00:00,3,a\n", {"time", "count", "name"});
  two.files.push_back(scratch.write("more.csv", "time,count,name\n2026-01-01 00:05:00,3,a\n2026-01-01 00:05:00,1,b\n"));
  run(two);
  EXPECT_EQ(outcome.files[0].series, 1U);
  EXPECT_EQ(outcome.files[1].series, 2U);
  EXPECT_EQ(outcome.series, 2U);
}

TEST_F(ScoreRun, KnowsBeforehandWhatIsWrongWithTheFiles) {
  Job all = job("when,number\n2026-01-01,3\n");
  all.files.push_back(scratch.write("good.csv", "time,count\nnever,many\n2026-01-01,3\n"));
  all.files.push_back(scratch.path("nowhere.csv"));
  all.files.push_back(scratch.path("."));
  all.files.push_back(scratch.write("empty.csv", ""));
  all.files.push_back(scratch.write("headless.csv", "2026-01-01 00:00:00,3\n2026-01-01 00:05:00,4\n"));
  std::vector<std::string> told;
  for (const auto& problem : faults_of(all)) told.push_back(describe(problem));
  ASSERT_EQ(told.size(), 6U);
  EXPECT_THAT(told[0],
              HasSubstr("counts.csv:1: not found: no column 'time'; the columns are when, number; --map time="));
  EXPECT_THAT(told[1], HasSubstr("no column 'count'; "));
  EXPECT_THAT(told[2], HasSubstr("nowhere.csv: not found"));
  EXPECT_THAT(told[3], HasSubstr("a folder; name the files in it"));
  EXPECT_THAT(told[4], HasSubstr("empty.csv: no usable count: there is no row in it; a header row like 'time,count'"));
  EXPECT_THAT(told[5], HasSubstr("headless.csv:1: not found: no header row, the first row holds values already"));
}

}  // namespace
}  // namespace outcry::app::score
