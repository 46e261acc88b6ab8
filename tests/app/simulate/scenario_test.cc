#include "app/simulate/scenario.h"

#include <gmock/gmock.h>

#include "tiny.h"

namespace outcry::simulate {
namespace {

using testing::HasSubstr;

TEST(Scenario, IsReadWhole) {
  const auto scenario = tiny();
  EXPECT_EQ(scenario.name, "tiny");
  EXPECT_EQ(format_utc(scenario.start), "2026-03-06T00:00:00Z");
  EXPECT_EQ(format_utc(scenario.end()), "2026-03-08T00:00:00Z");
  ASSERT_EQ(scenario.services.size(), 3U);
  EXPECT_EQ(scenario.services[0].official, "netflixhelps");
  EXPECT_EQ(scenario.services[2].names, std::vector<std::string>{"the chess club"});
  ASSERT_EQ(scenario.outages.size(), 1U);
  const auto& outage = scenario.outages[0];
  EXPECT_EQ(outage.duration_minutes, 40);
  EXPECT_EQ(outage.acknowledged_minutes, 15);
  EXPECT_EQ(outage.regions[1].completeness, Scope::intermittent);
  EXPECT_EQ(outage.symptoms.at("login"), 0.2);
  ASSERT_EQ(scenario.bursts.size(), 1U);
  EXPECT_EQ(scenario.bursts[0].kind, Kind::spam);
}

TEST(Scenario, NeedsOnlyAStartAndALength) {
  const auto reading = parse_scenario("start = \"2026-01-01\"\ndays = 1\n", "s.toml");
  EXPECT_TRUE(reading.faults.empty());
  EXPECT_FALSE(reading.scenario.feed.zones.empty());
}

TEST(Scenario, TellsEveryFaultAtOnceWithItsPlace) {
  const auto reading = parse_scenario(R"(start = "yesterday"
days = 0
sed = 4

[feed]
posts_per_minute = "many"

[[services]]
slug = "netflx"

[[services]]
slug = "hulu"
cycle = "evenings"

[[outages]]
service = "hullu"
peak_reporters_per_minute = 5
onset = "2026-03-07T20:10:00Z"
duration = 40
symptoms = {playbak = 0.7, login = 0.6}
regions = [{code = "US-TY", share = 0.5}]

[[bursts]]
kind = "storm"
)",
                                      "bad.toml");
  std::map<unsigned, std::string> by_line;
  for (const auto& fault : reading.faults) by_line[fault.line] += fault.message + "; " + fault.hint + "\n";
  EXPECT_THAT(by_line[1], HasSubstr("2026-03-22T23:42:00Z"));
  EXPECT_THAT(by_line[2], HasSubstr("days"));
  EXPECT_THAT(by_line[3], HasSubstr("did you mean 'seed'?"));
  EXPECT_THAT(by_line[6], HasSubstr("number"));
  EXPECT_THAT(by_line[9], HasSubstr("did you mean 'netflix'?"));
  EXPECT_THAT(by_line[13], HasSubstr("evening"));
  EXPECT_THAT(by_line[16], HasSubstr("did you mean 'hulu'?"));
  EXPECT_THAT(by_line[18], HasSubstr("outside"));
  EXPECT_THAT(by_line[19], HasSubstr("40"));
  EXPECT_THAT(by_line[20], HasSubstr("did you mean 'playback'?"));
  EXPECT_THAT(by_line[20], HasSubstr("add up to 1.300"));
  EXPECT_THAT(by_line[21], HasSubstr("unknown region 'US-TY'"));
  EXPECT_THAT(by_line[24], HasSubstr("spam"));
}

TEST(Scenario, BrokenTomlIsAFaultAndNotACrash) {
  const auto reading = parse_scenario("start = \ndays = 1\n[[", "broken.toml");
  ASSERT_FALSE(reading.faults.empty());
  EXPECT_EQ(reading.faults.front().file, "broken.toml");
  EXPECT_EQ(reading.faults.front().line, 1U);
}

TEST(Scenario, AMissingFileIsAFault) { EXPECT_FALSE(read_scenario("/no/such/scenario.toml").faults.empty()); }

TEST(Scenario, AServiceOfOnesOwnNeedsNamesAndACategory) {
  const auto reading = parse_scenario(
      "start = \"2026-01-01\"\ndays = 1\n[[services]]\nslug = \"zzgrid\"\nnames = [\"the grid\"]\n", "s.toml");
  ASSERT_EQ(reading.faults.size(), 1U);
  EXPECT_THAT(reading.faults[0].hint, HasSubstr("category"));
}

}  // namespace
}  // namespace outcry::simulate
