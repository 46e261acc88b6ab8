#include "outputs/web/event_tally.h"

#include <gtest/gtest.h>

#include "tests/outputs/example_incident.h"

namespace outcry::outputs::web {
namespace {

TEST(AnEventTally, CountsEventsByTypeAndTheDelayOfThoseThatOpen) {
  EventTally tally;
  for (const auto& line : example_lines()) tally.take(line);
  for (const auto type : {EventType::suspected, EventType::opened, EventType::resolved, EventType::merged})
    EXPECT_EQ(tally.of(type), 1) << type_name(type);
  EXPECT_EQ(tally.delay().count, 1);
  EXPECT_EQ(tally.delay().sum, 180);
  EXPECT_EQ(tally.delay().up_to[2], 1) << "a bound is part of what it bounds";
}

TEST(AnEventTally, CountsADelayBeyondTheLastBoundAndNoneBelowZero) {
  EventTally tally;
  tally.take(R"({"type":"outcry.incident.opened.v1","data":
                 {"onset_at":"2026-11-22T00:00:00Z","detected_at":"2026-11-22T06:00:00Z"}})");
  tally.take(R"({"type":"outcry.incident.opened.v1","data":
                 {"onset_at":"2026-11-22T00:01:00Z","detected_at":"2026-11-22T00:00:00Z"}})");
  EXPECT_EQ(tally.delay().count, 2);
  EXPECT_EQ(tally.delay().sum, 21600);
  EXPECT_EQ(tally.delay().up_to[0], 1);
}

TEST(AnEventTally, PassesOverWhatIsNoEventOfAnIncident) {
  EventTally tally;
  for (const auto* line : {"", "{", "[]", "7", R"({"type":7})", R"({"type":"outcry.test.v1"})",
                           R"({"type":"outcry.incident.opened.v1","data":[]})",
                           R"({"type":"outcry.incident.opened.v1","data":{"onset_at":"now","detected_at":3}})"})
    tally.take(line);
  EXPECT_EQ(tally.of(EventType::opened), 2);
  EXPECT_EQ(tally.delay().count, 0);
}

}  // namespace
}  // namespace outcry::outputs::web
