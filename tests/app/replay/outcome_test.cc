// Silence is told as good news only where enough was read.
#include "app/replay/outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace outcry::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ReplayReport of_posts(std::uint64_t posts) {
  ReplayReport out;
  out.read.records = posts;
  out.windows.posts = posts;
  out.reached = parse_rfc3339("2026-03-08T19:42:10Z").value();
  return out;
}

void refuse(ReplayReport& report, std::uint64_t records, Errc reason) {
  report.read.records += records;
  report.read.errors[static_cast<std::size_t>(reason)] += records;
}

TEST(Outcome, IsGoodNewsWhenAllWasCounted) {
  EXPECT_FALSE(heard_nothing(of_posts(100)));
  EXPECT_EQ(no_incident(of_posts(100)), "No incident up to 2026-03-08 19:42 UTC: nobody complained more than usual.\n");
}

TEST(Outcome, OfAnInterruptedReplaySaysHowFarItCame) {
  auto report = of_posts(100);
  report.interrupted = true;
  report.bytes_read = 22;
  report.bytes_total = 100;
  EXPECT_FALSE(heard_nothing(report));
  EXPECT_THAT(no_incident(report), HasSubstr("Stopped at 22 % up to 2026-03-08 19:42 UTC, with no incident so far"));
  EXPECT_THAT(no_incident(report), Not(HasSubstr("nobody")));
}

TEST(Outcome, OfAnArchiveThatCouldBeUsedInPartSaysWhatWasLeftOut) {
  auto report = of_posts(100);
  refuse(report, 20, Errc::bad_json);
  report.untimed = 30;
  report.windows.late = 1;
  EXPECT_FALSE(heard_nothing(report));
  EXPECT_THAT(no_incident(report), HasSubstr("100 posts"));
  EXPECT_THAT(no_incident(report), HasSubstr("30 without a time, 20 that could not be used, 1 out of place in time"));
}

TEST(Outcome, OfNothingNamesWhatIsMissingAndTheColumns) {
  ReplayReport report;
  EXPECT_TRUE(heard_nothing(report));
  EXPECT_THAT(why_nothing(report, {}), HasSubstr("not a single record"));
  report.read.records = 1440;
  EXPECT_THAT(why_nothing(report, {}), HasSubstr("None of its 1,440 records is a new post"));
  report.untimed = 1440;
  report.columns = {"nr", "zeit\x1b[31m", "body"};
  EXPECT_TRUE(heard_nothing(report));
  EXPECT_THAT(why_nothing(report, {}),
              HasSubstr("1,440 records have no time. The columns are nr, zeit\u241b[31m, body."));
  EXPECT_THAT(why_nothing(report, {}), HasSubstr("--map time=COLUMN"));
}

TEST(Outcome, OfNothingSaysWhatMayBeWrongWithTheFormat) {
  ReplayReport report;
  refuse(report, 7, Errc::bad_json);
  EXPECT_THAT(why_nothing(report, {.format = "jetstream"}),
              HasSubstr("7 of 7 records could not be read as 'jetstream'"));
  EXPECT_THAT(why_nothing(report, {}), HasSubstr("7 of 7 records could not be used"));
  refuse(report, 1, Errc::unknown_format);
  EXPECT_THAT(why_nothing(report, {}), HasSubstr("fits no known format: name"));
  EXPECT_THAT(why_nothing(report, {.map = {{"text", "bdy"}}}), HasSubstr("or has no column 'bdy'"));
  refuse(report, 1, Errc::no_text);
  EXPECT_THAT(why_nothing(report, {}), HasSubstr("1 record has no text. Say which one holds it: --map text=COLUMN"));
}

TEST(Outcome, OfARunThatWentOnIsThatOfTheStoreUnlessAllThatIsNewIsUseless) {
  ReplayReport report;
  report.resumed = true;
  EXPECT_FALSE(heard_nothing(report));
  refuse(report, 3, Errc::bad_json);
  EXPECT_TRUE(heard_nothing(report));
}

}  // namespace
}  // namespace outcry::app
