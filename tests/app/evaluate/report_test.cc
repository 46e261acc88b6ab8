#include <gmock/gmock.h>

#include "events.h"

namespace outcry::evaluate {
namespace {

using testing::HasSubstr;

Evaluation sample() {
  IncidentBook book;
  book.add(event({.more = shape()}));
  book.add(event({.time = "2026-03-12T09:00:00Z", .id = "hulu-x", .service = "hulu"}));
  book.add("nonsense");
  return evaluate(book, truth());
}

TEST(Report, TextTellsOutagesAndFalseAlarms) {
  const auto text = to_text(sample());
  EXPECT_THAT(text, HasSubstr("netflix outage of 2026-03-10T20:00:00Z: found as netflix-20260310T2002Z"));
  EXPECT_THAT(text, HasSubstr("opened 7.0 min after the planted onset; onset told +2.0 min off"));
  EXPECT_THAT(text, HasSubstr("regions: 2 right, 1 wrong, 1 missed; of those right, completeness 1 right, 1 wrong"));
  EXPECT_THAT(text, HasSubstr("false alarm: hulu-x (hulu), opened 2026-03-12T09:00:00Z"));
  EXPECT_THAT(text, HasSubstr("1 more service: no outage planted, no incident told"));
  EXPECT_THAT(text, HasSubstr("lines that are no event: 1"));
}

TEST(Report, AMissedOutageIsSaidPlainly) {
  EXPECT_THAT(to_text(evaluate({}, truth())), HasSubstr("netflix outage of 2026-03-10T20:00:00Z: missed"));
}

TEST(Report, JsonHasTheSameFigures) {
  const auto json = to_json(sample());
  EXPECT_EQ(json["all"]["outages"]["found"], 1);
  EXPECT_EQ(json["all"]["incidents"]["false"], 1);
  EXPECT_EQ(json["all"]["delay_minutes"]["median"], 7.0);
  EXPECT_EQ(json["outages"][0]["onset_error_minutes"], 2.0);
  EXPECT_EQ(json["outages"][0]["regions"]["missed"], 1);
  EXPECT_EQ(json["services"].size(), 3U);
  EXPECT_TRUE(json["services"][2]["delay_minutes"].is_null());
  EXPECT_EQ(json["false_alarms"][0]["incident"], "hulu-x");
  EXPECT_EQ(json["unreadable"], 1);
}

}  // namespace
}  // namespace outcry::evaluate
