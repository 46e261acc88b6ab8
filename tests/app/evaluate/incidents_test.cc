#include "app/evaluate/incidents.h"

#include "events.h"

namespace outcry::evaluate {
namespace {

TEST(IncidentBook, PutsAnIncidentTogetherFromItsEvents) {
  IncidentBook book;
  book.add(event({.type = "suspected", .time = "2026-03-10T20:05:00Z"}));
  book.add(event({.type = "opened", .time = "2026-03-10T20:07:00Z"}));
  book.add(
      event({.type = "resolved", .time = "2026-03-10T21:30:00Z", .onset = "2026-03-10T20:01:00Z", .more = shape()}));
  ASSERT_EQ(book.incidents().size(), 1U);
  const auto& incident = book.incidents().begin()->second;
  EXPECT_EQ(format_utc(incident.first_at), "2026-03-10T20:05:00Z");
  EXPECT_EQ(format_utc(*incident.opened_at), "2026-03-10T20:07:00Z");
  EXPECT_EQ(format_utc(incident.onset_at), "2026-03-10T20:01:00Z");
  EXPECT_EQ(incident.regions.size(), 3U);
  EXPECT_EQ(incident.symptoms, (std::set<std::string>{"payment", "playback"}));
  EXPECT_FALSE(incident.dismissed);
  EXPECT_EQ(book.events(), 3U);
}

TEST(IncidentBook, CountsLinesThatAreNoEvents) {
  IncidentBook book;
  book.add("");
  book.add("not json");
  book.add("{}");
  book.add("[1]");
  book.add(R"({"type":"com.example.other","time":"2026-03-10T20:07:00Z","data":{"id":"x"}})");
  book.add(R"({"type":"outcry.incident.opened.v1","time":"2026-03-10T20:07:00Z","data":{"id":"x"}})");
  EXPECT_EQ(book.events(), 0U);
  EXPECT_EQ(book.unreadable(), 5U);
  EXPECT_TRUE(book.incidents().empty());
}

TEST(IncidentBook, ASymptomThatOneInTenSayIsTold) {
  IncidentBook book;
  book.add(event({.more = Json::parse(R"({"symptoms": [{"slug": "playback", "n": 80, "significant": true},
      {"slug": "login", "n": 10, "significant": false}, {"slug": "crash", "n": 9, "significant": false}]})")}));
  EXPECT_EQ(book.incidents().begin()->second.symptoms, (std::set<std::string>{"login", "playback"}));
}

TEST(IncidentBook, FewReportersAreNoStatement) {
  IncidentBook book;
  book.add(event({.more = Json::parse(R"({"regions": [{"code": "US-TX", "n": 4, "significant": true}]})")}));
  EXPECT_TRUE(book.incidents().begin()->second.regions.empty());
}

}  // namespace
}  // namespace outcry::evaluate
