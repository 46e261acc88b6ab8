// What calendars find.
#include "outputs/formats/calendar.h"

#include <gtest/gtest.h>

#include <limits>
#include <sstream>

#include "tests/outputs/example_incident.h"
#include "tests/outputs/formats/calendar_lines.h"
#include "tests/outputs/formats/example_site.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::formats {
namespace {

using Faults = std::vector<std::string>;

CalendarReading read(const std::string& text) {
  CalendarReading out = read_calendar(text);
  EXPECT_EQ(out.faults, Faults{});
  return out;
}

CalendarReading example_calendar() { return read(icalendar(example_site(), example_incidents())); }

TEST(Calendar, HasAnEventForEachIncident) {
  const auto calendar = example_calendar();
  EXPECT_EQ(calendar.count("BEGIN", "VEVENT"), 4U);
  EXPECT_EQ(calendar.value("UID"), "netflix-20261122T1942Z@outcry");
  EXPECT_EQ(calendar.value("SEQUENCE"), "3");
  EXPECT_EQ(calendar.value("DTSTAMP"), "20261122T201200Z");
  EXPECT_EQ(calendar.value("URL"), "http://127.0.0.1:8077/incidents/netflix-20261122T1942Z");
  EXPECT_EQ(calendar.value("TRANSP"), "TRANSPARENT");
}

TEST(Calendar, EventsGoFromOnsetToEndOrTillNow) {
  const auto calendar = example_calendar();
  EXPECT_EQ(calendar.value("DTSTART", 0), "20261122T194200Z");
  EXPECT_EQ(calendar.value("DTEND", 0), "20261122T211200Z");
  EXPECT_EQ(calendar.value("DTSTART", 3), "20261121T090000Z");
  EXPECT_EQ(calendar.value("DTEND", 3), "20261121T101000Z");
}

TEST(Calendar, AnEventWithoutLengthHasNoEnd) {
  Site site = example_site();
  site.updated = at("2026-11-22T19:42:00Z");
  EXPECT_EQ(read(icalendar(site, std::vector{example_incidents()[0]})).value("DTEND"), "");
}

TEST(Calendar, WhatWentIntoACommonCauseIsCancelled) {
  const auto calendar = example_calendar();
  EXPECT_EQ(calendar.value("STATUS", 2), "CANCELLED");
  EXPECT_EQ(calendar.count("STATUS", "CONFIRMED"), 3U);
}

TEST(Calendar, OfOneServiceHoldsOnlyIts) {
  const auto calendar = read(icalendar(example_site(), example_standings()[1], example_incidents()));
  EXPECT_EQ(calendar.count("BEGIN", "VEVENT"), 1U);
  EXPECT_EQ(calendar.value("NAME"), "What people report of Hulu");
}

TEST(Calendar, WithoutAnEventIsValidAllTheSame) {
  EXPECT_EQ(read(icalendar(example_site(), Incidents{})).count("BEGIN", "VTIMEZONE"), 1U);
}

TEST(Calendar, SequenceStaysWithinItsType) {
  auto incidents = example_incidents();
  incidents[0]["revision"] = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(read(icalendar(example_site(), incidents)).value("SEQUENCE"), "2147483647");
}

TEST(CalendarText, IsEscaped) {
  EXPECT_EQ(icalendar_text("a;b,c\\d\ne\rf\x07:\"g\""), "a\\;b\\,c\\\\d\\ne f:\"g\"");
  EXPECT_EQ(icalendar_text(""), "");
}

TEST(CalendarText, IsReadAsItWasWritten) {
  for (const std::string text : {"a;b,c\\d\\n", "two\nlines", "\\\\;,;\\", "ネット 😩"}) {
    EXPECT_EQ(unescaped(icalendar_text(text)), text);
  }
}

TEST(Folded, LinesAreAtMost75OctetsLongAndCutNoCharacter) {
  for (const std::string unit : {"a", "é", "ネ", "😩"}) {
    for (std::size_t before = 0; before < 8; ++before) {
      std::string line(before, 'x');
      for (int i = 0; i < 200; ++i) line += unit;
      std::string back;
      std::istringstream in(folded(line));
      for (std::string part; std::getline(in, part);) {
        ASSERT_TRUE(part.ends_with('\r'));
        part.pop_back();
        EXPECT_LE(part.size(), 75U);
        back += back.empty() ? part : part.substr(1);
      }
      EXPECT_EQ(back, line);
    }
  }
  EXPECT_EQ(folded(std::string(75, 'a')), std::string(75, 'a') + "\r\n");
  EXPECT_EQ(folded(std::string(76, 'a')), std::string(75, 'a') + "\r\n a\r\n");
}

/// Written anew by setting OUTCRY_GOLDEN; then look at it.
TEST(Calendar, ReadsAsBefore) {
  const std::string file = OUTCRY_SOURCE_DIR "/tests/data/outputs/formats-calendar.ics";
  const std::string text = icalendar(example_site(), example_incidents());
  if (std::getenv("OUTCRY_GOLDEN") != nullptr) write_file(file, text);
  EXPECT_EQ(content_of(file), text);
}

}  // namespace
}  // namespace outcry::outputs::formats
