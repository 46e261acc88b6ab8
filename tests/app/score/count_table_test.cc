#include "app/score/count_table.h"

#include <gmock/gmock.h>

#include "tests/app/config/scratch.h"

namespace outcry::app::score {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Read {
  std::vector<std::string> rows;  ///< "time|count|series"
  std::vector<Problem> problems;
};

struct CountTable : ::testing::Test {
  Scratch scratch;

  Read read(const std::string& text, const Columns& columns = {"time", "count", ""}) {
    Read out;
    out.problems = read_counts(scratch.write("counts.csv", text), columns, [&](const Row& row) {
                     out.rows.push_back(std::string(row.written_time) + "|" +
                                        std::to_string(static_cast<int>(row.count)) + "|" + std::string(row.series));
                     return true;
                   }).problems;
    return out;
  }
};

TEST_F(CountTable, GivesTheRowsInTheirOrder) {
  const auto read_rows = read("time,count\n2026-01-01 00:00:00,3\n2026-01-01 00:05:00,4.0\n");
  EXPECT_THAT(read_rows.rows, ElementsAre("2026-01-01 00:00:00|3|", "2026-01-01 00:05:00|4|"));
  EXPECT_THAT(read_rows.problems, IsEmpty());
}

TEST_F(CountTable, FindsMappedColumnsWhereverTheyStand) {
  const auto read_rows = read("value;name;timestamp\n7;\"a;b\";1767225600\n", {"timestamp", "value", "name"});
  EXPECT_THAT(read_rows.rows, ElementsAre("1767225600|7|a;b"));
}

TEST_F(CountTable, LosesNothingBesideARowThatItCannotRead) {
  const auto read_rows = read(
      "time,count\n2026-01-01 00:00:00,3\nnever,4\n2026-01-01 00:10:00,many\n2026-01-01 00:15:00,-1\n"
      "2026-01-01 00:20:00,nan\n2026-01-01 00:25:00\n\n2026-01-01 00:30:00,1e99\n2026-01-01 00:35:00,5");
  EXPECT_THAT(read_rows.rows, ElementsAre("2026-01-01 00:00:00|3|", "2026-01-01 00:35:00|5|"));
  std::vector<Errc> reasons;
  std::vector<std::uint64_t> lines;
  for (const auto& problem : read_rows.problems) {
    reasons.push_back(problem.reason);
    lines.push_back(problem.line);
  }
  EXPECT_THAT(reasons, ElementsAre(Errc::no_time, Errc::no_count, Errc::no_count, Errc::no_count, Errc::bad_row,
                                   Errc::no_count));
  EXPECT_THAT(lines, ElementsAre(3, 4, 5, 6, 7, 9));
}

TEST_F(CountTable, NamesAColumnThatIsNotThere) {
  const auto read_rows = read("when,count\n2026-01-01,3\n");
  EXPECT_THAT(read_rows.rows, IsEmpty());
  ASSERT_THAT(read_rows.problems, SizeIs(1));
  EXPECT_EQ(read_rows.problems[0].reason, Errc::not_found);
  EXPECT_EQ(describe(read_rows.problems[0]),
            scratch.path("counts.csv") +
                ":1: not found: no column 'time'; the columns are when, count; --map time=COLUMN names one");
}

TEST_F(CountTable, SaysOfARowWhatStandsThereAndWhatWouldBeRight) {
  const auto read_rows = read("time,count\n10/12/2020,3\n2026-01-01,n/a\n2026-01-01,3,4\n2026-01-01,\"3\n");
  std::vector<std::string> details;
  for (const auto& problem : read_rows.problems) details.push_back(problem.detail);
  EXPECT_THAT(details, ElementsAre("'10/12/2020' in column 'time' is no time like 2026-03-08T19:42:00Z",
                                   "'n/a' in column 'count' is no number from 0 up", "3 cells, the header has 2",
                                   "its quotes do not close"));
}

TEST_F(CountTable, CutsWhatItQuotes) {
  const auto read_rows = read("time,count\n2026-01-01," + std::string(9'000, '9') + "x\n");
  ASSERT_THAT(read_rows.problems, SizeIs(1));
  EXPECT_THAT(read_rows.problems[0].detail, SizeIs(::testing::Lt(100U)));
}

TEST_F(CountTable, AFileWithoutAHeaderOrWithoutRowsIsNotRead) {
  for (const std::string text :
       {"", "\n", "time,count\n", "time,count", "2026-01-01,3\n2026-01-02,4\n", "7,1606140123\n1,2\n"}) {
    const auto out =
        read_counts(scratch.write("counts.csv", text), {"time", "count", ""}, [](const Row&) { return true; });
    EXPECT_FALSE(out.is_read) << text;
    ASSERT_EQ(out.problems.size(), 1U) << text;
    EXPECT_THAT(out.problems[0].detail, ::testing::HasSubstr("a header row like 'time,count' and rows below it"))
        << text;
  }
}

TEST_F(CountTable, RefusesARowThatNamesNoSeries) {
  const auto read_rows = read("time,count,name\n2026-01-01,3,\n2026-01-01,3,a\n", {"time", "count", "name"});
  EXPECT_THAT(read_rows.rows, ElementsAre("2026-01-01|3|a"));
  EXPECT_THAT(read_rows.problems, SizeIs(1));
}

TEST_F(CountTable, TellsOfAFileThatIsNoTable) {
  EXPECT_THAT(read("").rows, IsEmpty());
  EXPECT_THAT(read("{\"time\": 3}\n").rows, IsEmpty());
  EXPECT_FALSE(read("no header here\n1\n").problems.empty());
  EXPECT_FALSE(read_counts("/nonexistent/x.csv", {"time", "count", ""}, [](const Row&) { return true; }).is_read);
}

TEST_F(CountTable, EndsWhenAsked) {
  int seen = 0;
  read_counts(scratch.write("counts.csv", "time,count\n2026-01-01,3\n2026-01-02,3\n"), {"time", "count", ""},
              [&](const Row&) { return ++seen < 1; });
  EXPECT_EQ(seen, 1);
}

}  // namespace
}  // namespace outcry::app::score
