#include "app/simulate/streams.h"

#include <chrono>
#include <map>

#include "tiny.h"

namespace outcry::simulate {
namespace {

using namespace std::chrono_literals;

std::vector<Draft> all_drafts(const Scenario& scenario, std::uint64_t seed) {
  std::vector<Draft> out;
  const auto streams = make_streams(scenario, seed);
  for (auto minute = scenario.start; minute < scenario.end(); minute += 1min)
    for (const auto& stream : streams) stream->add(minute, out);
  return out;
}

bool evidence(const Draft& draft) { return draft.kind == Kind::report || draft.kind == Kind::question; }

TEST(OutageShape, IsNothingBeforeAndFadesAfterwards) {
  const OutagePlan outage{.ramp_minutes = 10, .duration_minutes = 60, .decay_minutes = 10};
  EXPECT_EQ(outage_shape(outage, -0.1), 0);
  EXPECT_LT(outage_shape(outage, 2), 0.15);
  EXPECT_GT(outage_shape(outage, 10), 0.9);
  EXPECT_NEAR(outage_shape(outage, 80) / outage_shape(outage, 70), 0.5, 1e-9);
  EXPECT_LT(outage_shape(outage, 160), 0.001);
}

TEST(Streams, NobodyReportsTheOutageBeforeItsOnset) {
  const auto scenario = tiny();
  for (const auto& draft : all_drafts(scenario, 1)) {
    if (draft.circle == 0) continue;
    EXPECT_GE(draft.time, scenario.outages[0].onset);
  }
}

TEST(Streams, RatesAreThoseOfThePlan) {
  auto scenario = tiny();
  scenario.days = 14;
  scenario.outages.clear();
  scenario.bursts.clear();
  double complaints = 0;
  double chatter = 0;
  double unrelated = 0;
  for (const auto& draft : all_drafts(scenario, 5)) {
    if (draft.service == nullptr) unrelated += 1;
    if (draft.service != &scenario.services[0]) continue;
    (evidence(draft) ? complaints : chatter) += 1;
  }
  EXPECT_NEAR(complaints / 14, 30, 4);
  EXPECT_NEAR(chatter / 14, 60, 6);
  EXPECT_NEAR(unrelated / 14 / 1440, 1, 0.05);
}

TEST(Streams, AnOutageIsAsLargeAsPlanned) {
  const auto scenario = tiny();
  std::map<std::int64_t, int> per_minute;
  for (const auto& draft : all_drafts(scenario, 2))
    if (draft.circle == 1 && evidence(draft)) ++per_minute[(draft.time - scenario.outages[0].onset) / 1min];
  double sum = 0;
  for (int minute = 5; minute < 35; ++minute) sum += per_minute[minute];
  EXPECT_NEAR(sum / 30, 8 * 0.83, 1.6);
}

TEST(Streams, RegionsSymptomsAndScopesFollowThePlan) {
  auto scenario = tiny();
  scenario.outages[0].peak_per_minute = 80;
  std::map<std::string, int> places;
  std::map<std::string, int> symptoms;
  std::map<std::string, int> complete;
  std::map<std::string, int> scoped;
  int reports = 0;
  for (const auto& draft : all_drafts(scenario, 3)) {
    if (draft.circle != 1 || !evidence(draft)) continue;
    ++reports;
    ++symptoms[draft.symptom];
    if (draft.place == nullptr) continue;
    ++places[draft.place->code];
    if (draft.scope == Scope::unknown) continue;
    ++scoped[draft.place->code];
    complete[draft.place->code] += draft.scope == Scope::complete ? 1 : 0;
  }
  EXPECT_NEAR(places["US-TX"] / (0.5 * reports), 0.5, 0.05);
  EXPECT_NEAR(symptoms["playback"] / static_cast<double>(reports), 0.6, 0.05);
  EXPECT_GT(complete["US-TX"], 0.8 * scoped["US-TX"]);
  EXPECT_LT(complete["US-CA"], 0.25 * scoped["US-CA"]);
}

TEST(Streams, TheProviderSpeaksWhenPlanned) {
  const auto scenario = tiny();
  int official = 0;
  for (const auto& draft : all_drafts(scenario, 4)) {
    if (draft.kind != Kind::acknowledged && draft.kind != Kind::resolved) continue;
    ++official;
    const auto after = draft.time - scenario.outages[0].onset;
    EXPECT_GE(after, draft.kind == Kind::acknowledged ? 15min : 50min);
    EXPECT_LT(after, draft.kind == Kind::acknowledged ? 16min : 51min);
  }
  EXPECT_EQ(official, 2);
}

TEST(Streams, ABurstKeepsToItsTime) {
  const auto scenario = tiny();
  int spam = 0;
  for (const auto& draft : all_drafts(scenario, 4)) {
    if (draft.kind != Kind::spam) continue;
    ++spam;
    EXPECT_GE(draft.time, scenario.bursts[0].at);
    EXPECT_LT(draft.time, scenario.bursts[0].at + 1min);
  }
  EXPECT_EQ(spam, 15);
}

TEST(Streams, AddingAServiceLeavesTheOthersAsTheyWere) {
  auto with = tiny();
  auto without = tiny();
  without.services.pop_back();
  const auto count = [](const std::vector<Draft>& drafts) {
    std::size_t n = 0;
    for (const auto& draft : drafts) n += draft.service != nullptr && draft.service->slug == "netflix" ? 1 : 0;
    return n;
  };
  EXPECT_EQ(count(all_drafts(with, 9)), count(all_drafts(without, 9)));
}

}  // namespace
}  // namespace outcry::simulate
