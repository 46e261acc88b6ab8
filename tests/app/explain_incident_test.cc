// Why an incident was told, in words and numbers.
#include "app/commands/explain_incident.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "detect/breakdown.h"
#include "outputs/terminal/layout.h"

namespace outcry::app {
namespace {

using outputs::Json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const RunFacts kNinetyDays{.false_alarms_per_day = 1.0 / 90, .chart = "sr"};

Json step(std::string at, std::string from, std::string to, std::string reason, double statistic) {
  return {{"at", at},           {"from", from},       {"to", to}, {"reason", reason}, {"statistic", statistic},
          {"threshold", 10.79}, {"actor", "detector"}};
}

/// Ten people in four hours: suspected, opened 38 minutes later, resolved.
Json xbox() {
  return {{"id", "xbox-live-20260307T2035Z"},
          {"service", {{"slug", "xbox-live"}, {"name", "Xbox Live"}, {"category", "games"}}},
          {"role", "single"},
          {"group_id", nullptr},
          {"state", "resolved"},
          {"severity", {{"level", 1}, {"name", "minor"}, {"area", 8.1}}},
          {"confidence", 1.0 / 121},
          {"onset_at", "2026-03-07T20:35:00Z"},
          {"onset_interval", {"2026-03-07T18:20:00Z", "2026-03-07T23:17:00Z"}},
          {"detected_at", "2026-03-08T00:20:00Z"},
          {"recorded_at", "2026-03-08T01:57:00Z"},
          {"transitions",
           {step("2026-03-07T23:42:00Z", "suspected", "suspected", "8 reporters in 3 h 7 min.", 10.43),
            step("2026-03-08T00:20:00Z", "suspected", "open", "10 reporters in 3 h 45 min, 1.3 expected", 11.08),
            step("2026-03-08T01:57:00Z", "open", "resolved", "Reports have been near normal for 45 min.", 9.59)}},
          {"observed", 10},
          {"expected", 1.9},
          {"statistic",
           {{"name", "sr"},
            {"value", 11.08},
            {"threshold", 10.79},
            {"parameters", "shift x10, negative binomial size 0.837"},
            {"false_alarms_per_day", 1.0 / 121}}},
          {"copies", 3},
          {"symptoms", Json::array()},
          {"regions", Json::array()},
          {"region_unknown", 10},
          {"data_gaps", Json::array()}};
}

Json suspicion() {
  Json out = xbox();
  out["state"] = "dismissed";
  out["transitions"].erase(1);
  out["statistic"]["value"] = 10.43;
  out["statistic"]["false_alarms_per_day"] = out["confidence"] = 1.0 / 62;
  return out;
}

Json fields(const Json& incident, const RunFacts& run = kNinetyDays) {
  return to_json(explain_incident(incident, run));
}

/// The lines of the text, joined: what is told, however it is wrapped.
std::string told(const Json& incident, const RunFacts& run = kNinetyDays) {
  std::string out;
  const Json lines = fields(incident, run)["text"];
  for (const auto& line : lines) out += line.get<std::string>() + '\n';
  return out;
}

TEST(ExplainIncident, TellsWhatWasAskedExpectedAndSeen) {
  EXPECT_THAT(told(xbox()),
              AllOf(HasSubstr("asked for, of one service: at most 1 per 90 days (a setting of the run)."),
                    HasSubstr("in 5 h 22 min, 1.9 reporters were expected and 10 came: 5.3 times as many."),
                    HasSubstr("It opened at 00:20 UTC on 8 March 2026, for this reason: 10 reporters in 3 h "
                              "45 min, 1.3 expected.")));
  const Json why = fields(xbox())["why"];
  EXPECT_DOUBLE_EQ(why["asked_per_day"], 0.0111111);
  EXPECT_EQ(why["asked_is_derived"], false);
  EXPECT_EQ(why["observed"], 10);
  EXPECT_DOUBLE_EQ(why["ratio"], 5.26316);
  EXPECT_EQ(why["seconds"], 5 * 3600 + 22 * 60);
  EXPECT_EQ(why["opened_at"], "2026-03-08T00:20:00Z");
}

TEST(ExplainIncident, DerivesWhatWasAskedFromTheLimitWhenItIsNotStored) {
  const Json why = fields(xbox(), {})["why"];
  EXPECT_EQ(why["asked_is_derived"], true);
  EXPECT_NEAR(why["asked_per_day"].get<double>(), std::exp(0.29) / 121, 1e-6);
  EXPECT_THAT(told(xbox(), {}),
              HasSubstr("at most about once in 91 days (by the chart's limit; the setting is not stored)"));
}

TEST(ExplainIncident, DerivesNothingFarFromTheLimitOrOfAChartWithoutThatLaw) {
  Json far = xbox();
  far["statistic"]["value"] = 59.6;
  Json average = xbox();
  average["statistic"]["name"] = "ewma";
  for (const Json& incident : {far, average}) {
    EXPECT_TRUE(fields(incident, {})["why"]["asked_per_day"].is_null());
    EXPECT_THAT(told(incident, {}), HasSubstr("How many false alarms were asked for is not stored."));
  }
}

TEST(ExplainIncident, SaysWhichChartDecidedAndHowRareThatIs) {
  EXPECT_THAT(
      told(xbox()),
      AllOf(HasSubstr("The Shiryaev-Roberts mixture (sr) decides: 11.1 when it opened, its limit then 10.8; it "
                      "never stood higher."),
            HasSubstr("10 times the usual explains the counts best (shift x10, negative binomial size 0.837)"),
            HasSubstr("Counts like these would come by chance about once in 121 days; asked was 1 per 90 days.")));
  const Json chart = fields(xbox())["chart"];
  EXPECT_EQ(chart["shift"], 10.0);
  EXPECT_DOUBLE_EQ(chart["days_between_false_alarms"], 121);
  Json rising = xbox();
  rising["statistic"]["value"] = 23.9;
  EXPECT_THAT(told(rising),
              HasSubstr("11.1 when it opened, its limit then 10.8; 23.9 at its highest, above its limit"));
}

TEST(ExplainIncident, NamesTheOtherChartsAndTheirScales) {
  Json incident = xbox();
  incident["statistic"]["name"] = "cusum";
  EXPECT_THAT(told(incident),
              AllOf(HasSubstr("The likelihood-ratio CUSUM (cusum) decides"), HasSubstr("waiting time")));
  incident["statistic"]["name"] = "ewma";
  incident["statistic"]["parameters"] = "lambda 0.05, size 2";
  EXPECT_THAT(told(incident), AllOf(HasSubstr("The EWMA (ewma) decides"), HasSubstr("standard deviations"),
                                    HasSubstr("Its parameters: lambda 0.05, size 2.")));
  EXPECT_TRUE(fields(incident)["chart"]["shift"].is_null());
}

TEST(ExplainIncident, TellsTheOnsetAndTheDelays) {
  EXPECT_THAT(told(xbox()), AllOf(HasSubstr("The onset is estimated at 20:35 UTC on Saturday, 7 March 2026, and lies "
                                            "between 2026-03-07 18:20 and 2026-03-07 23:17."),
                                  HasSubstr("maximum likelihood"),
                                  HasSubstr("It was told 3 h 7 min after that, as suspected, and opened 3 h 45 min")));
  EXPECT_EQ(fields(xbox())["onset"]["opened_after_seconds"], 225 * 60);
}

TEST(ExplainIncident, TellsEveryTransition) {
  EXPECT_THAT(
      told(xbox()),
      AllOf(HasSubstr("2026-03-07 23:42, first told as suspected: 8 reporters in 3 h 7 min. Statistic 10.4, limit"),
            HasSubstr("2026-03-08 00:20, from suspected to open: 10 reporters"),
            HasSubstr("2026-03-08 01:57, from open to resolved: ")));
  EXPECT_EQ(fields(xbox())["transitions"].size(), 3U);
  EXPECT_EQ(fields(xbox())["transitions"][1]["statistic"], 11.08);
}

TEST(ExplainIncident, TellsNoStatisticOfATransitionThatHasNone) {
  Json incident = xbox();
  incident["transitions"][2]["threshold"] = incident["transitions"][2]["statistic"] = 0;
  EXPECT_THAT(told(incident), Not(HasSubstr("Statistic 0.0")));
}

TEST(ExplainIncident, KnowsTheLevelsOfSeverity) {
  EXPECT_THAT(told(xbox()),
              AllOf(HasSubstr("Severity 1 of 4, minor: 8 reporters more came"),
                    HasSubstr("Below 30 that is minor, from 30 moderate, from 200 major, from 2,000 extreme; "
                              "one level more when eight regions or more")));
  EXPECT_EQ(detect::severity(29.9, 0).level, 1);
  EXPECT_EQ(detect::severity(30, 0).level, 2);
  EXPECT_EQ(detect::severity(200, 0).level, 3);
  EXPECT_EQ(detect::severity(1999, 0).level, 3);
  EXPECT_EQ(detect::severity(2000, 0).level, 4);
  EXPECT_EQ(detect::severity(30, 7).level, 2);
  EXPECT_EQ(detect::severity(30, 8).level, 3);
}

TEST(ExplainIncident, SaysThatManyRegionsRaiseTheSeverity) {
  Json incident = xbox();
  incident["severity"] = {{"level", 2}, {"name", "moderate"}, {"area", 29.0}};
  EXPECT_THAT(told(incident), HasSubstr("That alone is level 1; 0 regions are shown, which is one level more."));
  EXPECT_THAT(told(xbox()), Not(HasSubstr("That alone")));
}

TEST(ExplainIncident, HoldsSharesAgainstTheUsual) {
  Json incident = xbox();
  incident["regions"] = {
      {{"code", "US-TX"}, {"name", "Texas"}, {"n", 114}, {"expected", 26.1}, {"lift", 4.36}, {"significant", true}}};
  incident["symptoms"] = {{{"slug", "login"},
                           {"name", "cannot log in"},
                           {"n", 9},
                           {"expected", 8.7},
                           {"lift", 1.03},
                           {"significant", false}}};
  EXPECT_THAT(told(incident),
              AllOf(HasSubstr("Benjamini and Hochberg"), HasSubstr("Nothing is shown below 5 reporters."),
                    HasSubstr("Texas: 114 reporters against 26 expected, 4.4 times; beyond chance."),
                    HasSubstr("cannot log in: 9 reporters against 9 expected, 1.0 times; not beyond chance.")));
  EXPECT_EQ(fields(incident)["shares"]["regions"][0]["code"], "US-TX");
  EXPECT_EQ(fields(incident)["shares"]["regions"][0]["beyond_chance"], true);
  EXPECT_THAT(told(xbox()), HasSubstr("below 5 reporters, and here no region and no symptom has that many."));
  EXPECT_THAT(told(xbox(), {.fewest_shown = 8}), HasSubstr("Nothing is shown below 8 reporters"));
}

TEST(ExplainIncident, TellsItsPartInACommonCauseWithTheReasons) {
  EXPECT_THAT(told(xbox()), HasSubstr("It stands alone"));
  Json incident = xbox();
  incident["role"] = "collateral";
  incident["group_id"] = "azure-20260307T2030Z";
  incident["cause"] = {"6 of 10 name Azure", "Xbox Live stands on Azure."};
  incident["group"] = {{"reasons", {"both rise at once"}}};
  incident["also_named"] = {{{"slug", "azure"}, {"name", "Azure"}, {"n", 6}}};
  EXPECT_THAT(told(incident), AllOf(HasSubstr("collateral of the common cause azure-20260307T2030Z"),
                                    HasSubstr("In the same posts reporters name Azure 6.")));
  std::vector<std::string> reasons = fields(incident)["role"]["reasons"];
  EXPECT_THAT(reasons, ElementsAre("6 of 10 name Azure.", "Xbox Live stands on Azure.", "both rise at once."));
}

TEST(ExplainIncident, TellsCopiesTemplatesAndNotesOnThem) {
  Json incident = xbox();
  incident["coordination"] = {{"score", 0.231},
                              {"clusters",
                               {{{"posts", 12}, {"of", "text"}, {"text", "xbox is dead, buy mine"}},
                                {{"posts", 5}, {"of", "text"}},
                                {{"posts", 7}, {"of", "new_accounts"}, {"text", "xbox down"}}}},
                              {"notes", {"from two accounts"}}};
  EXPECT_THAT(told(Json::object()),
              HasSubstr("No repeat of a text or an author had to be held back, and no new account."));
  EXPECT_THAT(
      told(incident),
      AllOf(HasSubstr("3 posts did not count: repeats of a text or an author, or of accounts made within three days."),
            HasSubstr("23 % were held back"), HasSubstr("12 posts of one text: “xbox is dead, buy mine”"),
            HasSubstr("5 posts of one text."), HasSubstr("7 posts from accounts made within three days: “xbox down”"),
            HasSubstr("from two accounts.")));
  EXPECT_EQ(fields(incident)["coordination"]["clusters"][0]["posts"], 12);
}

TEST(ExplainIncident, TellsGaps) {
  EXPECT_THAT(told(xbox()), HasSubstr("The feed has no gap in this time."));
  Json incident = xbox();
  incident["data_gaps"] = {
      {{"from", "2026-03-08T01:00:00Z"}, {"to", "2026-03-08T01:09:00Z"}, {"cause", "no posts from the feed"}}};
  EXPECT_THAT(told(incident), HasSubstr("2026-03-08 01:00 to 2026-03-08 01:09, 9 min: no posts from the feed."));
  EXPECT_EQ(fields(incident)["data_gaps"][0]["seconds"], 540);
}

TEST(ExplainIncident, TellsAtWhichAskedRateItWouldNotHaveOpened) {
  EXPECT_THAT(told(xbox()),
              AllOf(HasSubstr("would still have opened, by its highest value, is about once in 121 days"),
                    HasSubstr("At a lower one it would not have opened; it is 1.3 times as rare as what was asked.")));
  EXPECT_DOUBLE_EQ(fields(xbox())["would_change"]["days_between_false_alarms"], 121);
  Json sure = xbox();
  sure["confidence"] = 4.8e-24;
  EXPECT_THAT(told(sure), AllOf(HasSubstr("is less than once in 1,000 years; asked was"),
                                HasSubstr("this is more than 1,000 times as rare as asked.")));
}

TEST(ExplainIncident, OfASuspicionTellsWhatWasMissing) {
  EXPECT_THAT(told(suspicion()),
              AllOf(HasSubstr("It has never opened."), HasSubstr("10.4 at its highest, below its limit of 10.8."),
                    HasSubstr("The lowest asked rate at which it would have opened is about once in 62 days"),
                    HasSubstr("Chance alone does this 1.5 times as often as was asked for.")));
  Json rare = suspicion();
  rare["confidence"] = 1.0 / 200;
  EXPECT_THAT(told(rare), HasSubstr("an alarm also needs three reporters since the onset"));
}

TEST(ExplainIncident, OfAFreshSuspicionTakesTheChartFromTheRun) {
  Json fresh = suspicion();
  fresh["statistic"] = {{"name", ""}, {"value", 0}, {"threshold", 0}, {"parameters", ""}, {"false_alarms_per_day", 0}};
  fresh["confidence"] = 0;
  fresh["transitions"].erase(1);
  EXPECT_THAT(told(fresh), AllOf(HasSubstr("The Shiryaev-Roberts mixture (sr) decides: 10.4 at its highest, below"),
                                 HasSubstr("At which asked rate it would just have opened is not stored."),
                                 Not(HasSubstr("1,000 years"))));
}

TEST(ExplainIncident, RoundsRatesToWhatPeopleSay) {
  EXPECT_EQ(how_rare(3), "about 3 times a day");
  EXPECT_EQ(how_rare(1), "about once a day");
  EXPECT_EQ(how_rare(1 / 2.4), "about once in 2 days");
  EXPECT_EQ(how_rare(1.0 / 700), "about once in 700 days");
  EXPECT_EQ(how_rare(1.0 / 913), "about once in 2.5 years");
  EXPECT_EQ(how_rare(1 / 364'000.0), "about once in 997 years");
  EXPECT_EQ(how_rare(1e-9), "less than once in 1,000 years");
  EXPECT_EQ(how_rare(0), "less than once in 1,000 years");
}

TEST(ExplainIncident, LetsNoStringOfTheStoreReachTheTerminal) {
  const std::string bad = "x\x1b[31m\xE2\x80\xAE\x07\ny";
  Json incident = xbox();
  for (const char* key : {"id", "role", "group_id", "state"}) incident[key] = bad;
  incident["service"] = {{"slug", bad}, {"name", bad}};
  incident["severity"]["name"] = incident["statistic"]["name"] = incident["statistic"]["parameters"] = bad;
  for (auto& it : incident["transitions"]) it["from"] = it["reason"] = it["actor"] = bad;
  incident["regions"] = incident["symptoms"] = incident["also_named"] = {{{"name", bad}, {"code", bad}, {"n", 7}}};
  incident["cause"] = incident["group"] = {{{"reasons", {bad}}}, bad};
  incident["coordination"] = {{"notes", {bad}}, {"clusters", {{{"posts", 5}, {"text", bad}}}}};
  incident["data_gaps"] = {{{"from", "2026-03-08T01:00:00Z"}, {"to", "2026-03-08T01:09:00Z"}, {"cause", bad}}};
  const RunFacts run{.chart = bad};
  for (const std::string& out : {to_text(explain_incident(incident, run)), fields(incident, run).dump()}) {
    for (const char* part : {"\x1b", "\xE2\x80\xAE", "\x07", "\\u001b", "\\u0007", "\\n"}) {
      EXPECT_THAT(out, Not(HasSubstr(part)));
    }
  }
}

TEST(ExplainIncident, TakesAnythingForAnIncident) {
  for (const Json& json :
       {Json(), Json(7), Json::array(), Json::object(), Json{{"service", 3}, {"regions", {1, "x", nullptr}}},
        Json{{"onset_at", "soon"}, {"onset_interval", {1}}, {"transitions", {4, {{"to", "open"}}}}, {"cause", 7}},
        Json{{"statistic", {{"name", "sr"}}}, {"confidence", -1}, {"severity", {{"area", -1e300}}}, {"expected", 0}}}) {
    EXPECT_THAT(told(json), HasSubstr("is not stored"));
  }
}

TEST(ExplainIncident, FitsItsColumns) {
  for (const std::size_t columns : {40U, 80U, 120U}) {
    std::istringstream text(to_text(explain_incident(xbox(), kNinetyDays), {.columns = columns}));
    for (std::string line; std::getline(text, line);) EXPECT_LE(outputs::terminal::width(line), columns) << line;
  }
}

TEST(ExplainIncident, TakesFromTheSettingsOfTheRunWhatTheySay) {
  const RunFacts facts =
      facts_of({.settings = {{"chart", "ewma"}, {"false_alarms_per_day", "0.25"}, {"min_shown", "7"}}});
  EXPECT_EQ(facts.chart, "ewma");
  EXPECT_EQ(facts.false_alarms_per_day, 0.25);
  EXPECT_EQ(facts.fewest_shown, 7U);
  const RunFacts damaged = facts_of({.settings = {{"false_alarms_per_day", "0.2x"}, {"min_shown", ""}}});
  EXPECT_TRUE(std::isnan(damaged.false_alarms_per_day));
  EXPECT_EQ(damaged.fewest_shown, 5U);
}

}  // namespace
}  // namespace outcry::app
