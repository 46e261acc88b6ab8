// The incident told to a person.
#include "outputs/terminal/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "outputs/terminal/layout.h"
#include "outputs/verdict.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::terminal {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Json data_of(std::size_t index) {
  return to_cloudevent(example_events()[index], index + 1, *example_catalog(), example_run())["data"];
}

/// Open, 30 minutes after its onset.
Json open_incident() { return data_of(2); }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

TEST(Verdict, SaysWhatPeopleReportAndHowMuch) {
  EXPECT_EQ(verdict(open_incident()),
            "People report that Netflix fails in the US since 19:42 UTC on 22 November 2026: 412 reporters in 30 min "
            "where 9 are expected; mostly buffering or slow; strongest in Texas.");
}

TEST(Verdict, ChangesWithTheState) {
  EXPECT_THAT(verdict(data_of(0)), StartsWith("People report that Netflix may be failing in the US since 19:42 UTC"));
  EXPECT_THAT(
      verdict(data_of(3)),
      StartsWith("Since 21:02 UTC on 22 November 2026 fewer people report that Netflix fails in the US, after a "
                 "rise that began at 19:42: 412 reporters in 1 h 20 min where 9 are expected"));
  EXPECT_THAT(verdict(data_of(4)),
              HasSubstr("failed in the US from 19:42 to 21:02 UTC on 22 November 2026: 412 reporters where 9 are"));
  EXPECT_THAT(verdict(data_of(5)), StartsWith("People report that Netflix fails"));
  EXPECT_THAT(verdict(data_of(6)), HasSubstr("dismissed"));
}

TEST(Verdict, SaysSinceWhenItFailsAgain) {
  Json incident = data_of(5);
  const auto moved = [&](std::string_view at, std::string_view from, std::string_view to) {
    incident["transitions"].push_back({{"at", at}, {"from", from}, {"to", to}});
  };
  EXPECT_FALSE(again_since(data_of(2)));
  moved("2026-11-22T21:02:00Z", "open", "recovering");
  moved("2026-11-22T21:15:00Z", "recovering", "open");
  EXPECT_EQ(again_since(incident), at("2026-11-22T21:15:00Z"));
  moved("2026-11-22T21:20:00Z", "open", "merged");
  moved("2026-11-22T21:40:00Z", "merged", "open");
  EXPECT_EQ(again_since(incident), at("2026-11-22T21:15:00Z")) << "it went on failing under the common cause";
  moved("2026-11-22T22:00:00Z", "open", "resolved");
  moved("2026-11-23T22:05:00Z", "resolved", "open");
  EXPECT_THAT(verdict(incident), StartsWith("People report that Netflix fails again in the US since 22:05 UTC on 23 "
                                            "November 2026, after a rise that began at 19:42 UTC on 22 November 2026: "
                                            "412 reporters in "));
  incident["state"] = "recovering";
  EXPECT_FALSE(again_since(incident));
}

TEST(Verdict, OfWhatWasMergedAndReopenedSaysSinceWhen) {
  Json incident = data_of(5);
  incident["transitions"].push_back({{"at", "2026-11-22T19:50:00Z"}, {"from", "open"}, {"to", "merged"}});
  incident["transitions"].push_back({{"at", "2026-11-22T22:05:00Z"}, {"from", "merged"}, {"to", "open"}});
  EXPECT_EQ(again_since(incident), at("2026-11-22T22:05:00Z"));
  incident["reopened_count"] = 0;
  EXPECT_FALSE(again_since(incident)) << "it has outlasted the common cause";
}

TEST(Verdict, OfFewPeopleSaysThatTheyAreFew) {
  Json incident = open_incident();
  incident["observed"] = 9;
  EXPECT_THAT(verdict(incident), StartsWith("A few people report that Netflix fails"));
  incident["observed"] = 10;
  EXPECT_THAT(verdict(incident), StartsWith("People report that Netflix fails"));
}

TEST(Verdict, NeverSaysThatSomethingIsDown) {
  for (std::size_t i = 0; i < example_events().size(); ++i) {
    EXPECT_THAT(verdict(data_of(i)), HasSubstr("eople report that "));
    EXPECT_THAT(verdict(data_of(i)), Not(HasSubstr("is down")));
  }
}

TEST(Verdict, NamesNoCountryWhenThereAreSeveralOrNone) {
  Json incident = open_incident();
  incident["regions"][0]["country"] = "Canada";
  EXPECT_THAT(verdict(incident), HasSubstr("Netflix fails since 19:42"));
  incident["regions"] = Json::array();
  EXPECT_THAT(verdict(incident), Not(HasSubstr("strongest")));
}

TEST(Verdict, SaysWhatIsNotKnownAndMakesUpNothing) {
  EXPECT_EQ(verdict(Json::object()),
            "People report that a service that is not named fails since a time that is not known: how many is not "
            "known.");
  Json incident = data_of(4);
  incident["recovering_at"] = nullptr;
  incident["resolved_at"] = nullptr;
  EXPECT_THAT(verdict(incident), HasSubstr("failed in the US from 19:42 UTC on 22 November 2026 to a time that is"));
}

TEST(Story, TellsAllThereIsInAWidthOf) {
  const std::string told = story(open_incident());
  for (const auto* part :
       {"■ Netflix · open", "People report that Netflix fails", "between 19:41 and 19:43", "noticed at 19:45",
        "once in 12 years", "Texas", "complete: 90 % (77-96) of 40", "intermittent", "241 reporters said no place",
        "buffering or slow", "NW-2-5 28", "netflix completely down here in houston",
        "first spoke at 19:58:30 UTC, 16 min", "phone's hotspot", "Hulu 9", "questions 112", "suspected",
        "the chart passed its limit", "no post from any source"}) {
    EXPECT_THAT(told, HasSubstr(part));
  }
}

TEST(Story, NamesSymptomsBelowTheirUsualShareApart) {
  Json incident = open_incident();
  ASSERT_FALSE(incident["symptoms"].empty());
  Json crash{{"slug", "crash"}, {"name", "crashes"}, {"n", 34}, {"lift", 0.3}};
  incident["symptoms"].push_back(crash);
  EXPECT_THAT(story(incident), HasSubstr("Named less often than usual: crashes 34."));
}

TEST(Story, ShowsThreePostsOrMore) {
  const std::string told = story(open_incident());
  for (const auto* text : {"completely down here", "buffering every ten", "läuft nicht"})
    EXPECT_THAT(told, HasSubstr(text));
}

TEST(Story, FitsItsColumns) {
  for (const std::size_t columns : {40U, 60U, 80U, 100U, 120U}) {
    for (std::size_t i = 0; i < example_events().size(); ++i) {
      for (const auto& line : lines_of(story(data_of(i), {.columns = columns})))
        EXPECT_LE(width(line), columns) << line;
    }
  }
}

TEST(Story, LeavesNoControlCharactersOfPostsAndNoColourUnlessAsked) {
  const std::string told = story(open_incident());
  EXPECT_THAT(told, Not(HasSubstr("\x1b")));
  EXPECT_THAT(told, HasSubstr("netflix␛[2J␛[31m gone"));
  std::string coloured = story(open_incident(), {.colour = true});
  EXPECT_THAT(coloured, HasSubstr("\x1b[1;31m■\x1b[0m"));
  for (const std::string code : {"\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[33m", "\x1b[34m", "\x1b[0m"}) {
    for (auto at = coloured.find(code); at != std::string::npos; at = coloured.find(code))
      coloured.erase(at, code.size());
  }
  EXPECT_EQ(coloured, told);
}

TEST(Story, TakesAnythingForAnIncident) {
  for (const Json& json :
       {Json(), Json(7), Json::array(), Json::object(), Json{{"service", 3}, {"regions", {1, "x", nullptr}}},
        Json{{"onset_at", "soon"}, {"samples", {{{"text", 7}}}}, {"severity", {{"level", "x"}}}}}) {
    EXPECT_FALSE(story(json).empty());
  }
}

TEST(Story, TellsAnOutageOverMidnightWithBothDays) {
  Json incident = data_of(4);
  incident["recovering_at"] = "2026-11-23T01:10:00Z";
  incident["resolved_at"] = "2026-11-23T01:40:00Z";
  const std::string told = story(incident);
  EXPECT_THAT(told, HasSubstr("on Monday, 23 November 2026, after 5 h 28 min; closed at"));
}

/// Written anew by setting OUTCRY_GOLDEN; then look at it.
TEST(Story, ReadsAsBefore) {
  for (const std::size_t columns : {60U, 80U}) {
    const std::string file = OUTCRY_SOURCE_DIR "/tests/data/outputs/story_" + std::to_string(columns) + ".txt";
    const std::string told = story(open_incident(), {.columns = columns});
    if (std::getenv("OUTCRY_GOLDEN") != nullptr) write_file(file, told);
    EXPECT_EQ(content_of(file), told);
  }
}

}  // namespace
}  // namespace outcry::outputs::terminal
