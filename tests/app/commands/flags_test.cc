#include "app/commands/flags.h"

#include <gmock/gmock.h>

namespace outcry::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> kFields{"text", "time", "author"};

TEST(Flags, AMapIsAFieldAndItsColumn) {
  std::vector<std::string> faults;
  const auto mapped = read_map("text=user.body=1", kFields, faults);
  ASSERT_TRUE(mapped);
  EXPECT_EQ(mapped->field, "text");
  EXPECT_EQ(mapped->column, "user.body=1");
  EXPECT_TRUE(faults.empty());
}

TEST(Flags, AMapOfAnotherShapeOrFieldSaysWhatWouldBeRight) {
  std::vector<std::string> faults;
  for (const char* wrong : {"text", "=body", "text=", "texxt=body", "colour=red"})
    EXPECT_FALSE(read_map(wrong, kFields, faults)) << wrong;
  EXPECT_THAT(faults, ElementsAre("--map: 'text' is not field=column", "--map: '=body' is not field=column",
                                  "--map: 'text=' is not field=column", HasSubstr("'texxt'; did you mean 'text'?"),
                                  HasSubstr("'colour'; the fields are text, time and author")));
}

TEST(Flags, FalseAlarmsAreHowManyADay) {
  std::vector<std::string> faults;
  EXPECT_DOUBLE_EQ(read_false_alarms("2 per day", faults).value(), 2);
  EXPECT_DOUBLE_EQ(read_false_alarms("1 per 3650 days", faults).value(), 1.0 / 3650);
  EXPECT_DOUBLE_EQ(read_false_alarms("24 per day", faults).value(), 24);
  EXPECT_TRUE(faults.empty());
}

TEST(Flags, FalseAlarmsThatAreNoRateOrOutOfRangeAreFaults) {
  std::vector<std::string> faults;
  for (const char* wrong : {"sometimes", "1 per 20 years", "25 per day"})
    EXPECT_FALSE(read_false_alarms(wrong, faults)) << wrong;
  EXPECT_THAT(faults, ElementsAre(HasSubstr("'sometimes' is no rate; write \"1 per 30 days\""),
                                  HasSubstr("'1 per 20 years' lies outside"), HasSubstr("'25 per day' lies outside")));
}

}  // namespace
}  // namespace outcry::app
