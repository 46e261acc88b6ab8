// The scenarios that are shipped must be readable, and promise what the README says of them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/simulate/scenario.h"

namespace outcry::simulate {
namespace {

const std::filesystem::path kSamples = std::filesystem::path(OUTCRY_SOURCE_DIR) / "samples";

Scenario shipped(const std::string& name) {
  auto reading = read_scenario((kSamples / name).string());
  EXPECT_EQ(app::render(reading.faults), "");
  return reading.scenario;
}

TEST(ShippedScenarios, NetflixSundayHasOneOutageAfterThreeWeeks) {
  const auto scenario = shipped("netflix-sunday.toml");
  ASSERT_EQ(scenario.outages.size(), 1U);
  EXPECT_GE(scenario.outages[0].onset - scenario.start, std::chrono::days{21});
  EXPECT_GE(scenario.services.size(), 10U);
}

TEST(ShippedScenarios, TheTruthOfNetflixSundayIsOfThatScenario) {
  const auto scenario = shipped("netflix-sunday.toml");
  const auto truth = nlohmann::json::parse(std::ifstream(kSamples / "netflix-sunday.truth.json"));
  EXPECT_EQ(truth["scenario"], scenario.name);
  EXPECT_EQ(truth["seed"], scenario.seed);
  EXPECT_EQ(truth["outages"][0]["onset"], format_utc(scenario.outages[0].onset));
  EXPECT_EQ(truth["services"].size(), scenario.services.size());
}

TEST(ShippedScenarios, TheArchiveOfNetflixSundayIsSmall) {
  EXPECT_LT(std::filesystem::file_size(kSamples / "netflix-sunday.jsonl.zst"), 4'200'000U);
}

TEST(ShippedScenarios, QuietWeekHasNoOutage) {
  const auto scenario = shipped("quiet-week.toml");
  EXPECT_TRUE(scenario.outages.empty());
  EXPECT_GE(scenario.days, 7);
}

}  // namespace
}  // namespace outcry::simulate
