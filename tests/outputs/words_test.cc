// Numbers and times in words.
#include "outputs/words.h"

#include <gtest/gtest.h>

#include <limits>

namespace outcry::outputs {
namespace {

using namespace std::chrono_literals;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const EventTime kEvening = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 19h + 42min;

TEST(Count, SetsThousandsApart) {
  EXPECT_EQ(count(0), "0");
  EXPECT_EQ(count(999), "999");
  EXPECT_EQ(count(1000), "1,000");
  EXPECT_EQ(count(1234567), "1,234,567");
}

TEST(Amount, HasTheDigitsThatMatter) {
  EXPECT_EQ(amount(0), "0");
  EXPECT_EQ(amount(0.04), "less than 0.1");
  EXPECT_EQ(amount(0.62), "0.6");
  EXPECT_EQ(amount(3), "3");
  EXPECT_EQ(amount(9.14), "9");
  EXPECT_EQ(amount(12090.2), "12,090");
  EXPECT_EQ(amount(-12.4), "-12");
  EXPECT_EQ(amount(kNan), "?");
}

TEST(Level, TellsAValueFromALimitThatIsNear) {
  EXPECT_EQ(level(11.64), "11.6");
  EXPECT_EQ(level(10), "10.0");
  EXPECT_EQ(level(23456.8), "23,457");
  EXPECT_EQ(level(kNan), "?");
}

TEST(Times, KeepsOneDigitWhileItIsSmall) {
  EXPECT_EQ(times(0.957), "1.0");
  EXPECT_EQ(times(46.2), "46");
  EXPECT_EQ(times(kNan), "");
}

TEST(Counted, KnowsOneFromMany) {
  EXPECT_EQ(counted(1, "reporter"), "1 reporter");
  EXPECT_EQ(counted(412, "reporter"), "412 reporters");
}

TEST(HowOften, IsSaidInWordsOfTime) {
  EXPECT_EQ(how_often(48), "48 times a day");
  EXPECT_EQ(how_often(1), "once a day");
  EXPECT_EQ(how_often(1.0 / 30), "once in 30 days");
  EXPECT_EQ(how_often(1.0 / 90), "once in 3 months");
  EXPECT_EQ(how_often(0.000231), "once in 12 years");
  EXPECT_EQ(how_often(1e-12), "less than once in 1,000 years");
  EXPECT_EQ(how_often(0), "less than once in 1,000 years");
}

TEST(Clock, ShowsSecondsOnlyWhenThereAreAny) {
  EXPECT_EQ(clock(kEvening), "19:42");
  EXPECT_EQ(clock(kEvening + 7s), "19:42:07");
}

TEST(Day, IsWrittenOut) {
  EXPECT_EQ(day(kEvening), "22 November 2026");
  EXPECT_EQ(weekday_and_day(kEvening), "Sunday, 22 November 2026");
  EXPECT_EQ(stamp(kEvening + 7s), "2026-11-22 19:42");
  EXPECT_TRUE(same_day(kEvening, kEvening + 4h));
  EXPECT_FALSE(same_day(kEvening, kEvening + 5h));
}

}  // namespace
}  // namespace outcry::outputs
