// Event time: windows, reading and writing RFC 3339, durations for people.
#include "model/time.h"

#include <gtest/gtest.h>

namespace outcry {
namespace {

using namespace std::chrono_literals;

EventTime at(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(Time, WindowsAreAlignedAndHalfOpen) {
  const Window window = window_at(at("2026-11-23T14:02:59.999999Z"), 60s);
  EXPECT_EQ(format_utc(window.begin), "2026-11-23T14:02:00Z");
  EXPECT_EQ(format_utc(window.end), "2026-11-23T14:03:00Z");
  EXPECT_EQ(window_at(window.end, 60s).begin, window.end);
}

TEST(Time, WindowsBeforeTheEpochAreAlignedToo) {
  const Window window = window_at(EventTime{-1us}, 60s);
  EXPECT_EQ(window.begin, EventTime{-60s});
  EXPECT_EQ(window.end, EventTime{0s});
}

TEST(Time, ReadsWhatItWrites) {
  for (const char* text : {"1970-01-01T00:00:00Z", "2026-02-28T23:59:59.001Z", "2024-02-29T12:00:00.000001Z"}) {
    EXPECT_EQ(format_utc(at(text)), text);
  }
}

TEST(Time, ReadsZonesFractionsAndShortForms) {
  EXPECT_EQ(at("2026-11-23T16:02:03+02:00"), at("2026-11-23T14:02:03Z"));
  EXPECT_EQ(at("2026-11-23T16:02:03+0200"), at("2026-11-23T14:02:03Z"));
  EXPECT_EQ(at("2026-11-23 14:02:03"), at("2026-11-23T14:02:03Z"));
  EXPECT_EQ(at("2026-11-23 14:02"), at("2026-11-23T14:02:00Z"));
  EXPECT_EQ(at("2026-11-23"), at("2026-11-23T00:00:00Z"));
  EXPECT_EQ(at("2026-11-23T14:02:03.123456789Z"), at("2026-11-23T14:02:03.123456Z"));
  EXPECT_EQ(at("2026-11-23 14:02:03+00:00"), at("2026-11-23T14:02:03Z"));
}

TEST(Time, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "yesterday", "2026-13-01", "2026-02-30T00:00:00Z", "2026-11-23T25:00:00Z", "2026-11-23T14",
        "2026-11-23T14:02:03Q", "1969-12-31", "9999-01-01T00:00:00Z", "2026/11/23", "2026-11-23T14:02:03+2"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Time, DurationsNameAtMostTwoUnits) {
  EXPECT_EQ(format_duration(42s), "42 s");
  EXPECT_EQ(format_duration(7min + 30s), "7 min");
  EXPECT_EQ(format_duration(3h + 20min), "3 h 20 min");
  EXPECT_EQ(format_duration(2h), "2 h");
  EXPECT_EQ(format_duration(52h), "2 d 4 h");
  EXPECT_EQ(format_duration(-90s), "-1 min");
}

}  // namespace
}  // namespace outcry
