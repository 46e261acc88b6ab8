// What the read formats take from an incident, and what they make of one of which little is known.
#include "outputs/formats/incident_view.h"

#include <gtest/gtest.h>

#include "outputs/formats/sentences.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/formats/example_site.h"

namespace outcry::outputs::formats {
namespace {

Json open_incident() { return example_incidents().front(); }

IncidentView view(const Json& incident) { return view_of(incident).value(); }

TEST(IncidentView, ReadsWhatIsThere) {
  const IncidentView incident = view(open_incident());
  EXPECT_EQ(incident.id, "netflix-20261122T1942Z");
  EXPECT_EQ(incident.revision, 3U);
  EXPECT_EQ(incident.service, "Netflix");
  EXPECT_EQ(incident.state, IncidentState::open);
  EXPECT_EQ(incident.severity, 3);
  EXPECT_EQ(incident.onset, at("2026-11-22T19:42:00Z"));
  EXPECT_EQ(incident.began, incident.onset);
  EXPECT_EQ(incident.changed, at("2026-11-22T20:12:00Z"));
  EXPECT_EQ(incident.symptom, "buffering or slow");
  EXPECT_EQ(incident.region, "Texas");
  EXPECT_EQ(incident.changes.size(), 2U);
  EXPECT_EQ(incident.word, OfficialWord::acknowledged);
  EXPECT_EQ(incident.official.size(), 1U);
  EXPECT_FALSE(ended(incident));
}

TEST(IncidentView, IsEmptyWithoutIdStateOrAnyTime) {
  for (const auto* key : {"id", "state"}) {
    Json incident = open_incident();
    incident.erase(key);
    EXPECT_FALSE(view_of(incident)) << key;
    incident[key] = 7;
    EXPECT_FALSE(view_of(incident)) << key;
  }
  EXPECT_FALSE(view_of(Json{{"id", "a"}, {"state", "open"}}));
  EXPECT_FALSE(view_of(Json{{"id", "a"}, {"state", "on fire"}, {"onset_at", "2026-11-22T19:42:00Z"}}));
  for (const auto& other : {Json(nullptr), Json(1), Json("text"), Json::array(), Json::object()}) {
    EXPECT_FALSE(view_of(other));
  }
}

TEST(IncidentView, TakesTheFirstTimeThereIsWhenTheOnsetIsNotKnown) {
  const IncidentView incident =
      view({{"id", "a"}, {"state", "open"}, {"onset_at", nullptr}, {"detected_at", "2026-11-22T19:45:00Z"}});
  EXPECT_FALSE(incident.onset);
  EXPECT_EQ(incident.began, at("2026-11-22T19:45:00Z"));
  EXPECT_EQ(incident.changed, incident.began);
  EXPECT_FALSE(incident.observed);
  EXPECT_FALSE(incident.expected);
}

TEST(IncidentView, TakesOnlyLinksToTheWeb) {
  Json incident = open_incident();
  for (const auto* link : {"javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b"}) {
    incident["official"]["posts"][0]["link"] = link;
    EXPECT_EQ(view(incident).official.front().link, "") << link;
  }
}

TEST(IncidentView, EndsWhenReportsHadFallenForGood) {
  const auto incidents = example_incidents();
  EXPECT_EQ(ended(view(incidents[5])), at("2026-11-21T10:10:00Z"));
  EXPECT_EQ(ended(view(incidents[3])), at("2026-11-22T23:01:00Z"));
  EXPECT_FALSE(ended(view(incidents[1])));
}

TEST(Told, AreNeitherSuspicionsNorWhatCameToNothing) {
  std::vector<std::string> ids;
  for (const auto& incident : told(example_incidents())) ids.push_back(incident.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"netflix-20261122T1942Z", "hulu-20261122T1940Z", "zoom-20261122T1938Z",
                                           "netflix-20261121T0900Z"}));
  auto incidents = example_incidents();
  incidents[3]["transitions"] = Json::array();
  EXPECT_EQ(told(incidents).size(), 3U);
  EXPECT_EQ(told_of_service(incidents, "hulu").size(), 1U);
}

TEST(Sentences, SayWhatPeopleReportAndHowMuch) {
  EXPECT_EQ(
      summary(view(open_incident())),
      "People report that Netflix fails since 2026-11-22 19:42 UTC: 412 reporters where 9 are expected; most often "
      "buffering or slow; strongest in Texas.");
  EXPECT_EQ(headline(view(example_incidents()[5])), "A few people reported that Netflix failed");
  EXPECT_EQ(official_sentence(view(open_incident())),
            "Its own account acknowledged it, and first spoke at 2026-11-22 19:58 UTC.");
}

TEST(Sentences, SayThatItFailsAgain) {
  Json incident = open_incident();
  incident["transitions"].push_back({{"at", "2026-11-22T21:02:00Z"}, {"to", "recovering"}, {"reason", "so"}});
  incident["transitions"].push_back({{"at", "2026-11-22T21:32:00Z"}, {"to", "open"}, {"reason", "so."}});
  const auto again = view(incident);
  EXPECT_EQ(headline(again), "People report that Netflix fails again");
  EXPECT_TRUE(
      summary(again).starts_with("People report that Netflix fails again since 2026-11-22 21:32 UTC, after a rise that "
                                 "began 2026-11-22 19:42 UTC: "
                                 "412 reporters where 9 are expected"));
  EXPECT_EQ(told_of(again, again.changes.back()), "People report that Netflix fails again: so.");
  EXPECT_EQ(told_of(again, again.changes[1]), "People report that Netflix fails: the chart passed its limit.");
}

TEST(Sentences, InventNothing) {
  const IncidentView incident = view({{"id", "a"}, {"state", "open"}, {"detected_at", "2026-11-22T19:45:00Z"}});
  EXPECT_EQ(summary(incident), "People report that a service fails since 2026-11-22 19:45 UTC.");
  EXPECT_EQ(official_sentence(incident), "");
}

TEST(Sentences, NeverSayThatSomethingIsSo) {
  for (const auto& incident : example_incidents()) {
    const std::string said = summary(view(incident));
    EXPECT_NE(said.find("eport"), std::string::npos) << said;
    EXPECT_EQ(said.find(" down"), std::string::npos) << said;
  }
}

}  // namespace
}  // namespace outcry::outputs::formats
