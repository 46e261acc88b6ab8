// What readers of Statuspage find.
#include "outputs/formats/statuspage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "tests/outputs/example_incident.h"
#include "tests/outputs/formats/example_site.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs::formats {
namespace {

using Words = std::set<std::string>;

Json read(const std::string& text) {
  Json out = Json::parse(text, nullptr, false);
  EXPECT_FALSE(out.is_discarded()) << text;
  return out;
}

Json summary_of(const std::vector<Standing>& standings, const std::vector<Json>& incidents) {
  return read(summary_json(example_site(), standings, incidents));
}

Json example_summary() { return summary_of(example_standings(), example_incidents()); }

/// Statuses of an incident's updates, newest first.
std::vector<std::string> statuses(const Json& incident) {
  std::vector<std::string> out;
  for (const auto& update : incident["incident_updates"]) out.push_back(update["status"]);
  return out;
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> out;
  for (const auto& [key, value] : object.items()) out.push_back(key);
  std::ranges::sort(out);
  return out;
}

TEST(Statuspage, HasTheFieldsThatItsReadersKnow) {
  const Json summary = example_summary();
  EXPECT_EQ(keys_of(summary),
            (std::vector<std::string>{"components", "incidents", "page", "scheduled_maintenances", "status"}));
  EXPECT_EQ(summary["page"], (Json{{"id", "outcry"},
                                   {"name", "outcry"},
                                   {"url", "http://127.0.0.1:8077"},
                                   {"time_zone", "Etc/UTC"},
                                   {"updated_at", "2026-11-22T21:12:00.000Z"}}));
  for (const auto* key : {"id", "name", "status", "created_at", "updated_at", "position", "description", "showcase",
                          "start_date", "group_id", "page_id", "group", "only_show_if_degraded"}) {
    EXPECT_TRUE(summary["components"][0].contains(key)) << key;
  }
  for (const auto* key : {"id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact",
                          "shortlink", "started_at", "page_id", "incident_updates", "components"}) {
    EXPECT_TRUE(summary["incidents"][0].contains(key)) << key;
  }
  for (const auto* key : {"id", "status", "body", "incident_id", "created_at", "updated_at", "display_at",
                          "affected_components", "deliver_notifications", "custom_tweet", "tweet_id"}) {
    EXPECT_TRUE(summary["incidents"][0]["incident_updates"][0].contains(key)) << key;
  }
}

TEST(Statuspage, UsesItsWordsOnly) {
  const Words components{"operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"};
  const Words states{"investigating", "identified", "monitoring", "resolved"};
  const Words impacts{"none", "minor", "major", "critical"};
  const Json all = read(incidents_json(example_site(), example_standings(), example_incidents()));
  const Json summary = example_summary();
  EXPECT_TRUE(impacts.contains(summary["status"]["indicator"]));
  for (const auto& component : summary["components"]) EXPECT_TRUE(components.contains(component["status"]));
  for (const auto& incident : all["incidents"]) {
    EXPECT_TRUE(states.contains(incident["status"]));
    EXPECT_TRUE(impacts.contains(incident["impact"]));
    for (const auto& status : statuses(incident)) EXPECT_TRUE(states.contains(status)) << status;
  }
}

TEST(Statuspage, ListsNoSuspicionNorWhatBelongsToAnotherIncident) {
  const Json all = read(incidents_json(example_site(), example_standings(), example_incidents()));
  ASSERT_EQ(all["incidents"].size(), 3U);
  EXPECT_EQ(all["incidents"][0]["id"], "netflix-20261122T1942Z");
  EXPECT_EQ(all["incidents"][1]["id"], "hulu-20261122T1940Z");
  EXPECT_EQ(all["incidents"][2]["id"], "netflix-20261121T0900Z");
  const Json unresolved = read(unresolved_json(example_site(), example_standings(), example_incidents()));
  EXPECT_EQ(unresolved["incidents"].size(), 2U);
  EXPECT_EQ(unresolved["incidents"], example_summary()["incidents"]);
}

TEST(Statuspage, ServicesBecomeComponents) {
  const Json components = example_summary()["components"];
  const std::array<const char*, 5> expected{"partial_outage", "degraded_performance", "operational", "operational",
                                            "under_maintenance"};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(components[i]["status"], expected[i]) << components[i]["name"];
    EXPECT_EQ(components[i]["position"], i + 1);
  }
}

TEST(Statuspage, WhatIsNotKnownIsNoAllClear) {
  const Json component = example_summary()["components"][4];
  EXPECT_NE(component["status"], "operational");
  EXPECT_EQ(component["description"],
            "Not known whether it works; this does not mean maintenance. No source has been heard since 21:03.");
  std::vector<Standing> standings(2);
  const Json status = summary_of(standings, {})["status"];
  EXPECT_EQ(status["indicator"], "minor");
  EXPECT_EQ(status["description"], "Not known how any of 2 services stands");
  standings[0].state = "quiet";
  EXPECT_EQ(summary_of(standings, {})["status"]["description"], "People report nothing unusual; not known of 1");
}

TEST(Statuspage, TheIndicatorIsTheWorstThatIsReported) {
  const auto indicator = [](const std::vector<Standing>& standings, const std::vector<Json>& incidents) {
    return read(status_json(example_site(), standings, incidents))["status"]["indicator"].get<std::string>();
  };
  auto incidents = example_incidents();
  EXPECT_EQ(indicator({}, {}), "none");
  EXPECT_EQ(indicator(example_standings(), incidents), "major");
  incidents[0]["severity"]["level"] = 4;
  EXPECT_EQ(indicator(example_standings(), incidents), "critical");
  incidents[0]["severity"] = nullptr;
  EXPECT_EQ(indicator(example_standings(), incidents), "minor");
  EXPECT_EQ(indicator({example_standings()[3]}, incidents), "none");
}

TEST(Statuspage, AnIncidentIsIdentifiedOnceItsServiceHasAcknowledgedIt) {
  auto incidents = example_incidents();
  EXPECT_EQ(summary_of({}, incidents)["incidents"][0]["status"], "identified");
  for (const auto* word : {"none", "denied"}) {
    incidents[0]["official"]["word"] = word;
    EXPECT_EQ(summary_of({}, incidents)["incidents"][0]["status"], "investigating");
  }
}

TEST(Statuspage, UpdatesTellTheStoryNewestFirst) {
  const Json all = read(incidents_json(example_site(), example_standings(), example_incidents()));
  EXPECT_EQ(statuses(all["incidents"][0]), (std::vector<std::string>{"identified", "investigating"}));
  EXPECT_EQ(statuses(all["incidents"][1]), (std::vector<std::string>{"monitoring", "investigating"}));
  EXPECT_EQ(statuses(all["incidents"][2]),
            (std::vector<std::string>{"resolved", "monitoring", "investigating", "investigating"}));
  const Json& updates = all["incidents"][0]["incident_updates"];
  EXPECT_EQ(updates[0]["body"],
            "The account of Netflix says: \"We are aware of streaming issues for some members and are working on a "
            "fix.\" https://bsky.example/profile/did:plc:example/post/3kfff");
  EXPECT_EQ(updates[1]["created_at"], "2026-11-22T19:45:00.000Z");
  EXPECT_EQ(updates[1]["updated_at"], "2026-11-22T20:12:00.000Z");
  EXPECT_TRUE(updates[1]["body"].get<std::string>().starts_with("People report that Netflix fails since 2026-11-22"));
  EXPECT_EQ(
      updates[1]["affected_components"][0],
      (Json{
          {"code", "netflix"}, {"name", "Netflix"}, {"old_status", "operational"}, {"new_status", "partial_outage"}}));
}

TEST(Statuspage, EveryUpdateHasAnIdOfItsOwn) {
  auto incidents = example_incidents();
  auto& posts = incidents[0]["official"]["posts"];
  for (int i = 0; i < 3; ++i) posts.push_back(Json(posts[0]));
  const Json all = read(incidents_json(example_site(), example_standings(), incidents));
  Words ids;
  std::size_t updates = 0;
  for (const auto& incident : all["incidents"]) {
    for (const auto& update : incident["incident_updates"]) {
      ids.insert(update["id"]);
      ++updates;
    }
  }
  EXPECT_EQ(ids.size(), updates);
}

TEST(Statuspage, AnIncidentOfWhichLittleIsKnownHasAnUpdateAllTheSame) {
  const Json little{{"id", "a"}, {"state", "open"}, {"detected_at", "2026-11-22T19:45:00Z"}, {"transitions", nullptr}};
  const Json incident = summary_of({}, {little})["incidents"][0];
  EXPECT_EQ(incident["impact"], "none");
  EXPECT_EQ(incident["started_at"], nullptr);
  EXPECT_EQ(incident["components"], Json::array());
  ASSERT_EQ(incident["incident_updates"].size(), 1U);
  EXPECT_EQ(incident["incident_updates"][0]["body"], "People report that a service fails since 2026-11-22 19:45 UTC.");
}

TEST(Statuspage, TheNewestUpdateIsOfThePresentState) {
  auto incidents = example_incidents();
  incidents[1]["transitions"].erase(2);
  const Json incident = summary_of({}, incidents)["incidents"][1];
  EXPECT_EQ(incident["status"], "monitoring");
  EXPECT_EQ(statuses(incident), (std::vector<std::string>{"monitoring", "investigating"}));
  EXPECT_EQ(incident["incident_updates"][0]["created_at"], incident["updated_at"]);
}

TEST(Statuspage, AReopenedIncidentIsNeitherMonitoredNorResolved) {
  auto incidents = example_incidents();
  incidents[0] = to_cloudevent(example_events()[5], 6, *example_catalog(), example_run())["data"];
  const Json incident = summary_of({}, incidents)["incidents"][0];
  EXPECT_EQ(incident["status"], "identified");
  EXPECT_EQ(incident["monitoring_at"], nullptr);
  EXPECT_EQ(incident["resolved_at"], nullptr);
}

TEST(Statuspage, TextsHoldNoMarkup) {
  auto standings = example_standings();
  standings[0].name = "<img src=x onerror=alert(1)>";
  auto incidents = example_incidents();
  incidents[0]["service"]["name"] = "<b>x</b>";
  incidents[0]["transitions"][1]["reason"] = "<script>";
  incidents[0]["official"]["posts"][0]["text"] = "<i>";
  const std::string text = summary_json(example_site(), standings, incidents);
  EXPECT_EQ(text.find_first_of("<>"), std::string::npos);
  EXPECT_EQ(read(text)["components"][0]["name"], "‹img src=x onerror=alert(1)›");
}

TEST(Statuspage, ListsTheFiftyNewest) {
  std::vector<Json> incidents;
  for (int i = 0; i < 60; ++i) {
    incidents.push_back(example_incidents()[5]);
    incidents.back()["id"] = "netflix-" + std::to_string(i);
  }
  const Json all = read(incidents_json(example_site(), example_standings(), incidents));
  EXPECT_EQ(all["incidents"].size(), 50U);
  EXPECT_EQ(all["incidents"][0]["id"], "netflix-0");
}

/// The golden file is the promise to readers; when it changes on purpose, write it anew by setting OUTCRY_GOLDEN.
TEST(Statuspage, ReadsAsBefore) {
  Json documents = Json::object();
  const auto standings = example_standings();
  const auto incidents = example_incidents();
  documents["summary"] = read(summary_json(example_site(), standings, incidents));
  documents["status"] = read(status_json(example_site(), standings, incidents));
  documents["components"] = read(components_json(example_site(), standings, incidents));
  documents["incidents"] = read(incidents_json(example_site(), standings, incidents));
  documents["unresolved"] = read(unresolved_json(example_site(), standings, incidents));
  const std::string file = OUTCRY_SOURCE_DIR "/tests/data/outputs/formats-statuspage.json";
  const std::string text = documents.dump(2) + "\n";
  if (std::getenv("OUTCRY_GOLDEN") != nullptr) write_file(file, text);
  EXPECT_EQ(content_of(file), text);
}

}  // namespace
}  // namespace outcry::outputs::formats
