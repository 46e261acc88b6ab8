// When what happened.
#include "outputs/report/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/outputs/example_incident.h"
#include "tests/outputs/report/example_facts.h"

namespace outcry::outputs::report {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> titles(const Facts& facts) {
  std::vector<std::string> out;
  for (const auto& moment : timeline(facts)) out.push_back(moment.title);
  return out;
}

TEST(Timeline, TellsEverythingInOrderOfTime) {
  EXPECT_THAT(titles(resolved_facts()),
              ElementsAre("onset", "suspected", "alarm: open", "acknowledged by an operator", "peak",
                          "first official word", "recovering", "resolved", "reviewed: a true incident"));
}

TEST(Timeline, CarriesTheStatisticOfEveryTransition) {
  const auto moments = timeline(resolved_facts());
  EXPECT_EQ(moments[2].statistic, 412.7);
  EXPECT_EQ(moments[2].threshold, 181.25);
  EXPECT_EQ(moments[2].actor, "detector");
  EXPECT_FALSE(moments[0].statistic);
}

TEST(Timeline, TellsWhatNoTransitionTells) {
  Facts facts = resolved_facts();
  facts.incident["transitions"] = Json::array();
  EXPECT_THAT(titles(facts), ElementsAre("onset", "alarm: open", "acknowledged by an operator", "peak",
                                         "first official word", "recovering", "resolved", "reviewed: a true incident"));
}

TEST(Timeline, CallsOnlyTheFirstOpeningTheAlarm) {
  Facts facts = resolved_facts();
  Json again = facts.incident["transitions"][1];
  again["at"] = "2026-11-22T21:50:00Z";
  facts.incident["transitions"].push_back(again);
  EXPECT_EQ(std::ranges::count(titles(facts), "alarm: open"), 1);
  EXPECT_EQ(std::ranges::count(titles(facts), "open again"), 1);
}

TEST(KeyTimes, KnowNoAlarmOfASuspicion) {
  Json incident = resolved_facts().incident;
  incident["transitions"] = Json::array();
  incident["state"] = "suspected";
  EXPECT_FALSE(key_times(incident).alarm);
  incident["state"] = "open";
  EXPECT_EQ(key_times(incident).alarm, at("2026-11-22T19:45:00Z"));
}

TEST(KeyTimes, AreEmptyOfNothing) {
  const KeyTimes times = key_times(Json());
  EXPECT_FALSE(times.onset || times.onset_from || times.alarm || times.end || times.now);
}

}  // namespace
}  // namespace outcry::outputs::report
