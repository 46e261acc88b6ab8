#include "outputs/delivery/filter.h"

#include <gtest/gtest.h>

#include "tests/outputs/example_incident.h"

namespace outcry::outputs::delivery {
namespace {

const std::vector<std::string> kAll{"suspected", "opened",   "updated",   "recovering",
                                    "resolved",  "reopened", "dismissed", "merged"};

Json event(std::string_view type, std::string_view id = "netflix-1", int severity = 3) {
  return {{"data",
           {{"id", id},
            {"state", type == "resolved" ? "resolved" : "open"},
            {"event", {{"type", type}}},
            {"service", {{"slug", "netflix"}, {"category", "video"}}},
            {"severity", {{"level", severity}}},
            {"regions", {{{"code", "US-TX"}, {"n", 96}}, {{"code", "US"}, {"n", 200}}}}}}};
}

TEST(AFilter, TakesWhatIsAskedFor) {
  EXPECT_TRUE(Filter({.events = kAll}).wants(event("opened")));
  EXPECT_FALSE(Filter({.events = {"resolved"}}).wants(event("opened")));
  EXPECT_TRUE(Filter({.services = {"hulu", "netflix"}, .events = kAll}).wants(event("opened")));
  EXPECT_FALSE(Filter({.services = {"hulu"}, .events = kAll}).wants(event("opened")));
  EXPECT_FALSE(Filter({.categories = {"music"}, .events = kAll}).wants(event("opened")));
  EXPECT_TRUE(Filter({.categories = {"video"}, .events = kAll}).wants(event("opened")));
  EXPECT_TRUE(Filter({.regions = {"FR", "US-TX"}, .events = kAll}).wants(event("opened")));
  EXPECT_FALSE(Filter({.regions = {"US-CA"}, .events = kAll}).wants(event("opened")));
  EXPECT_TRUE(Filter({.least_severity = 3, .events = kAll}).wants(event("opened")));
  EXPECT_FALSE(Filter({.least_severity = 4, .events = kAll}).wants(event("opened")));
}

TEST(AFilter, TellsToItsEndWhatItHasTold) {
  Filter filter({.least_severity = 3, .events = {"opened", "updated", "resolved"}});
  EXPECT_FALSE(filter.wants(event("opened", "a", 2)));
  EXPECT_TRUE(filter.wants(event("updated", "a", 3)));
  EXPECT_FALSE(filter.wants(event("recovering", "a", 3)));
  EXPECT_TRUE(filter.wants(event("resolved", "a", 1)));
  EXPECT_FALSE(filter.wants(event("resolved", "b", 1)));
}

TEST(AFilter, BeginsAnIncidentWithTheEventThatMakesItWanted) {
  Filter filter({.least_severity = 3, .events = {"opened", "resolved"}});
  EXPECT_FALSE(filter.wants(event("opened", "a", 1)));
  EXPECT_FALSE(filter.wants(event("updated", "a", 2)));
  EXPECT_TRUE(filter.wants(event("updated", "a", 3))) << "graver now";
  EXPECT_FALSE(filter.wants(event("updated", "a", 4))) << "it has begun";
  EXPECT_TRUE(filter.wants(event("resolved", "a", 1)));

  EXPECT_FALSE(filter.wants(event("resolved", "b", 4))) << "nobody has heard that it began";
  EXPECT_TRUE(Filter({.events = {"resolved"}}).wants(event("resolved", "b", 4))) << "nobody is to";
  EXPECT_FALSE(Filter({.events = {"resolved"}}).wants(event("updated", "b", 4)));
}

TEST(AFilter, JudgesAnEventAgainAsBefore) {
  const FilterOptions options{.least_severity = 3, .events = {"opened", "resolved"}};
  Json grown = event("updated", "a", 3);
  grown["id"] = "a.2";
  Json later = event("updated", "a", 4);
  later["id"] = "a.3";
  Filter filter(options);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(filter.wants(grown));
    EXPECT_TRUE(filter.begins(grown));
    EXPECT_FALSE(filter.wants(later));
    Filter after(options);
    after.restore(filter.state());
    filter = after;
  }
}

TEST(AFilter, BeginsWithWhatFailsAgainButNotWithWhatRecovers) {
  Filter filter({.least_severity = 3, .events = {"opened", "resolved"}});
  EXPECT_FALSE(filter.wants(event("opened", "a", 1)));
  Json recovering = event("updated", "a", 3);
  recovering["data"]["state"] = "recovering";
  EXPECT_FALSE(filter.wants(recovering));
  EXPECT_TRUE(filter.wants(event("reopened", "a", 3)));
}

TEST(AFilter, TakesNewsOfASuspicionOnlyWhereSuspicionsAreWanted) {
  Json suspicion = event("updated");
  suspicion["data"]["state"] = "suspected";
  EXPECT_TRUE(Filter({.events = kAll}).wants(suspicion));
  Filter usual({.events = {"opened", "updated", "resolved"}});
  EXPECT_FALSE(usual.wants(suspicion)) << "such as that its feed has fallen silent";
  EXPECT_TRUE(usual.wants(event("updated")));
}

TEST(AFilter, RemembersAcrossARestartWhatItHasTold) {
  Filter before({.least_severity = 3, .events = kAll});
  EXPECT_TRUE(before.wants(event("opened", "a")));
  Filter after({.least_severity = 3, .events = kAll});
  after.restore(before.state());
  EXPECT_TRUE(after.wants(event("resolved", "a", 1)));
  after.restore(R"({"told":["a"]})");
  EXPECT_TRUE(after.wants(event("resolved", "a", 1))) << "as earlier versions kept it";
  for (const auto* damaged : {"", "{", "[1, null]", "{}", R"({"told":[1,null,["a"],["a",1]],"since":3})"}) {
    after.restore(damaged);
    EXPECT_FALSE(after.wants(event("resolved", "a", 1))) << damaged;
  }
}

TEST(AFilter, WantsNothingOfBeforeItBegan) {
  Json old = event("opened", "a");
  old["time"] = "2026-11-22T19:59:59Z";
  Json fresh = event("updated", "a");
  fresh["time"] = "2026-11-22T20:00:00Z";
  Filter filter({.events = kAll});
  filter.begin(at("2026-11-22T20:00:00Z"));
  EXPECT_FALSE(filter.wants(old));
  EXPECT_TRUE(filter.wants(fresh));
  Filter after({.events = kAll});
  after.restore(filter.state());
  EXPECT_FALSE(after.wants(old));
}

TEST(AFilter, RemembersTheNewestOnly) {
  Filter filter({.least_severity = 3, .events = kAll});
  for (std::size_t i = 0; i <= Filter::kMostTold; ++i) EXPECT_TRUE(filter.wants(event("opened", std::to_string(i))));
  EXPECT_FALSE(filter.wants(event("resolved", "0", 1)));
  EXPECT_TRUE(filter.wants(event("resolved", "1", 1)));
}

TEST(AFilter, PassesOverWhatIsNoEvent) {
  Filter filter({.events = kAll});
  for (const auto* text : {"[]", "3", "{}", R"({"data":[]})", R"({"data":{"event":"opened"}})"})
    EXPECT_FALSE(filter.wants(Json::parse(text))) << text;
  EXPECT_TRUE(filter.wants(Json::parse(R"({"data":{"event":{"type":"opened"}}})")));
}

TEST(Texts, AreTakenOutAndAllElseStays) {
  for (const auto& line : example_lines()) {
    Json json = Json::parse(line);
    const auto before = json.flatten();
    take_texts_out(json);
    std::size_t taken = 0;
    const auto after = json.flatten();
    for (const auto& [key, value] : before.items()) {
      if (key.ends_with("/text")) {
        ++taken;
        EXPECT_FALSE(after.contains(key)) << key;
      } else {
        EXPECT_EQ(after.value(key, Json()), value) << key;
      }
    }
    EXPECT_GT(taken, 0U);
  }
}

}  // namespace
}  // namespace outcry::outputs::delivery
