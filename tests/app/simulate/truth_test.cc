#include "app/simulate/truth.h"

#include "tiny.h"

namespace outcry::simulate {
namespace {

nlohmann::ordered_json truth_of_tiny() {
  Memory memory;
  return generate(tiny(), 11, "jetstream", memory, nullptr).truth;
}

TEST(Truth, TellsWhatWasPlanted) {
  const auto truth = truth_of_tiny();
  EXPECT_EQ(truth["truth_version"], 1);
  EXPECT_EQ(truth["start"], "2026-03-06T00:00:00Z");
  const auto& outage = truth["outages"][0];
  EXPECT_EQ(outage["service"], "netflix");
  EXPECT_EQ(outage["onset"], "2026-03-07T20:10:00Z");
  EXPECT_EQ(outage["end"], "2026-03-07T20:50:00Z");
  EXPECT_EQ(outage["official"]["acknowledged"], "2026-03-07T20:25:00Z");
  EXPECT_EQ(outage["regions"][1]["completeness"], "intermittent");
  EXPECT_EQ(outage["collateral"][0], "hulu");
  EXPECT_EQ(truth["bursts"][0]["posts"], 15);
}

TEST(Truth, CountsAddUp) {
  const auto truth = truth_of_tiny();
  std::uint64_t sum = 0;
  for (const auto& [kind, n] : truth["kinds"].items()) sum += n.get<std::uint64_t>();
  EXPECT_EQ(sum, truth["posts"].get<std::uint64_t>());
  EXPECT_EQ(truth["kinds"]["spam"], 15);
}

TEST(Truth, RepeatingReportersAreCountedOnce) {
  const auto outage = truth_of_tiny()["outages"][0];
  EXPECT_LT(outage["reporters"].get<int>(), outage["reports"].get<int>());
  EXPECT_GT(outage["reporters"].get<int>(), outage["reports"].get<int>() / 2);
}

TEST(Truth, CodesAndSymptomsAreThoseOfReports) {
  const auto outage = truth_of_tiny()["outages"][0];
  const int reports = outage["reports"];
  EXPECT_GT(outage["error_codes"]["NW-2-5"], 0);
  for (const auto& symptom : outage["symptoms"]) EXPECT_LT(symptom["said"], reports);
}

}  // namespace
}  // namespace outcry::simulate
