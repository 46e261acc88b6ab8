#include "detect/incident_tracker.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using testing::minute;

/// A tracker whose chart is played by hand.
struct Player {
  IncidentTracker tracker{ServiceId{0}, "netflix"};
  TrackerOptions options;
  std::shared_ptr<const Catalog> catalog = testing::small_catalog();
  UsualShares usual;
  HeardWindows heard;
  int n = 0;
  double rescaled = 1;
  double expected = 0.5;
  bool samples = false;

  std::vector<IncidentEvent> play(std::uint32_t reporters, double value, int onset = -1, std::uint32_t recoveries = 0) {
    auto window = minute(n, reporters);
    if (recoveries > 0) {
      if (window.services.empty()) window.services.push_back({});
      window.services[0].intents[static_cast<std::size_t>(Intent::recovery)] = recoveries;
    }
    if (samples && !window.services.empty()) window.services[0].samples.push_back(sample());
    heard.add({n, week_time(window.window.begin), 1});
    TrackedWindow now{.window = window.window, .number = n, .expected = expected, .heard = &heard};
    if (!window.services.empty()) now.counts = &window.services[0];
    now.expected_in = [this](const HeardWindow&) { return expected; };
    const auto since = static_cast<std::int64_t>(onset < 0 ? n : onset);
    now.reading = {value, 10, 0.01, since, since, since, 3, reporters > 0};
    now.statistic = {"sr", value, 10, 0.01, "shift x3"};
    ++n;
    auto outcome = tracker.step(now, usual, *catalog, options);
    rescaled *= outcome.rescale_level;
    return outcome.events;
  }

  Sample sample() const {
    const auto post = static_cast<std::uint64_t>(n + 1);
    return {.time = testing::at(std::chrono::minutes(n)),
            .post_id = std::to_string(post),
            .text = "down, says " + std::string(static_cast<std::size_t>(n + 1), 'x'),
            .intent = Intent::report,
            .evidence = 0.9F,
            .identity = post};
  }

  std::vector<IncidentEvent> play_for(int minutes, std::uint32_t reporters, double value) {
    std::vector<IncidentEvent> out;
    for (int i = 0; i < minutes; ++i)
      for (auto& event : play(reporters, value, n - 2)) out.push_back(std::move(event));
    return out;
  }
};

TEST(IncidentTracker, OpensWhenTheChartFires) {
  Player player;
  player.play_for(30, 0, -5);
  player.play(2, 5, 30);
  const auto events = player.play(9, 12, 30);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, EventType::opened);
  const Incident& incident = events[0].incident;
  EXPECT_EQ(incident.id, "netflix-20260302T0030Z");
  EXPECT_EQ(incident.observed, 11U);
  EXPECT_DOUBLE_EQ(incident.expected, 1.0);
  EXPECT_EQ(incident.state, IncidentState::open);
  EXPECT_EQ(incident.onset_at, minute(30, 0).window.begin);
  EXPECT_EQ(incident.detected_at, minute(31, 0).window.end);
  EXPECT_TRUE(events[0].reason.starts_with("11 reporters in 2 min, 1.0 expected")) << events[0].reason;
}

TEST(IncidentTracker, AsksForThreeReporters) {
  Player player;
  EXPECT_TRUE(player.play(2, 50, 0).empty());
  EXPECT_EQ(player.play(1, 50, 0).size(), 1U);
}

TEST(IncidentTracker, SuspectsBelowTheLimitAndDismissesWhatFollowsNot) {
  Player player;
  auto events = player.play(4, 9.5);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, EventType::suspected);
  events = player.play_for(60, 0, 3);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, EventType::dismissed);
  EXPECT_FALSE(player.tracker.alarmed());
}

TEST(IncidentTracker, MayMoveTheOnsetButNotTheIdWhenASuspicionOpens) {
  Player player;
  for (int i = 0; i < 60; ++i) player.play(i % 2 == 0 ? 0 : 1, 2, 0);
  const auto suspected = player.play(4, 9.5, 0);
  ASSERT_EQ(suspected.size(), 1U);
  EXPECT_LE(suspected[0].incident.onset_at, minute(60, 0).window.begin);
  player.play_for(6, 0, 8);
  const auto opened = player.play(40, 12, 0);
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(opened[0].incident.onset_at, minute(67, 0).window.begin);
  EXPECT_EQ(opened[0].incident.observed, 40U);
  EXPECT_EQ(opened[0].incident.id, suspected[0].incident.id);
}

TEST(IncidentTracker, WaitsForAThirdReporterSinceTheOnset) {
  Player player;
  player.expected = 0.001;
  player.play(1, 2);
  player.play_for(200, 0, 2);
  EXPECT_TRUE(player.play(2, 12, 0).empty());
  const auto opened = player.play(1, 12, 0);
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(opened[0].incident.onset_at, minute(201, 0).window.begin);
}

TEST(IncidentTracker, PlacesNoOnsetBeforeTheEndOfTheIncidentBefore) {
  Player player;
  player.options.cool_down = std::chrono::minutes(1);
  player.play(30, 15);
  const auto ended = player.play_for(200, 0, -5);
  ASSERT_FALSE(player.tracker.alarmed());
  const EventTime end = *ended.back().incident.resolved_at;
  for (int i = 0; i < 5; ++i) player.play(2, 0);
  const auto again = player.play(6, 15, 0);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_GE(again[0].incident.onset_from, end);
}

TEST(IncidentTracker, PutsTheOnsetIntoAGapWhenTheFeedReturnsToAnOutage) {
  Player player;
  player.play_for(60, 0, -5);
  player.n += 30;
  const auto opened = player.play(20, 15, 0);
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_LE(opened[0].incident.onset_from, minute(60, 0).window.begin);
  EXPECT_GE(opened[0].incident.onset_from, minute(50, 0).window.begin);
  EXPECT_EQ(opened[0].incident.onset_to, minute(90, 0).window.end);
}

TEST(IncidentTracker, OpensWhatItSuspectedUnderTheSameId) {
  Player player;
  const auto suspected = player.play(4, 9.5);
  const auto opened = player.play(9, 12, 0);
  ASSERT_EQ(opened.size(), 1U);
  EXPECT_EQ(opened[0].type, EventType::opened);
  EXPECT_EQ(opened[0].incident.id, suspected[0].incident.id);
  EXPECT_EQ(opened[0].incident.revision, 2U);
  EXPECT_EQ(opened[0].incident.transitions.size(), 2U);
}

TEST(IncidentTracker, RecoversAndResolvesWhenReportsAreNormalAgain) {
  Player player;
  player.play(30, 15);
  player.play_for(20, 30, 13);
  const auto events = player.play_for(240, 0, -5);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].type, EventType::recovering);
  EXPECT_EQ(events[1].type, EventType::resolved);
  EXPECT_TRUE(events[1].incident.resolved_at.has_value());
  EXPECT_FALSE(player.tracker.alarmed());
}

TEST(IncidentTracker, RecoversSoonerWhenPeopleSayItIsBack) {
  const auto minutes_to_recover = [](std::uint32_t recoveries) {
    Player player;
    player.play(30, 15);
    player.play_for(20, 30, 13);
    for (int i = 1; i < 300; ++i) {
      const auto events = player.play(3, 5, player.n, recoveries);
      if (!events.empty() && events.back().type == EventType::recovering) return i;
    }
    return 300;
  };
  EXPECT_LT(minutes_to_recover(20), minutes_to_recover(0));
}

TEST(IncidentTracker, SilenceOfTheFeedResolvesNothing) {
  Player player;
  player.play(30, 15);
  player.play_for(20, 30, 13);
  std::vector<IncidentEvent> events;
  for (int i = 0; i < 600; ++i, ++player.n)
    for (auto& event : player.tracker.blind(minute(player.n, 0).window, player.options))
      events.push_back(std::move(event));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].type, EventType::updated);
  ASSERT_NE(player.tracker.live(), nullptr);
  EXPECT_EQ(player.tracker.live()->state, IncidentState::open);
  ASSERT_EQ(player.tracker.live()->data_gaps.size(), 1U);
  EXPECT_EQ(player.tracker.live()->data_gaps[0].to, minute(player.n - 1, 0).window.end);
}

TEST(IncidentTracker, ReopensWithinTheCoolDown) {
  Player player;
  const auto opened = player.play(30, 15);
  player.play_for(200, 0, -5);
  ASSERT_FALSE(player.tracker.alarmed());
  const auto again = player.play(30, 15);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].type, EventType::reopened);
  EXPECT_EQ(again[0].incident.id, opened[0].incident.id);
  EXPECT_EQ(again[0].incident.reopened_count, 1U);
  EXPECT_FALSE(again[0].incident.resolved_at.has_value());
}

TEST(IncidentTracker, OpensAnewAfterTheCoolDown) {
  Player player;
  player.play(30, 15);
  player.play_for(200, 0, -5);
  player.play_for(24 * 60, 0, -5);
  const auto again = player.play(30, 15);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].type, EventType::opened);
}

TEST(IncidentTracker, UpdatesAtMostEveryFiveMinutesAndOnlyWhenNumbersChange) {
  Player player;
  player.play(30, 15);
  int updates = 0;
  for (const auto& event : player.play_for(60, 30, 13)) updates += event.type == EventType::updated ? 1 : 0;
  EXPECT_GE(updates, 4);
  EXPECT_LE(updates, 12);
}

TEST(IncidentTracker, TakesALevelThatStaysForADayForTheNewNormal) {
  Player player;
  player.play(5, 15);
  const auto events = player.play_for(24 * 60 + 1, 5, 13);
  EXPECT_EQ(testing::of_type(events, EventType::resolved).size(), 1U);
  EXPECT_NEAR(player.rescaled, 10, 0.1);
}

TEST(IncidentTracker, ShowsNoMoreOfAPostThatWasTakenBack) {
  Player player;
  player.samples = true;
  const auto before = player.play_for(20, 30, 13);
  const auto& shown = before.back().incident.samples;
  ASSERT_GE(shown.size(), 2U);
  const std::vector<std::uint64_t> gone{shown.front().identity};
  player.tracker.withdraw(gone);
  const auto after = player.play_for(20, 60, 13);
  ASSERT_FALSE(after.empty());
  EXPECT_GT(after.back().incident.observed, before.back().incident.observed);
  for (const Sample& sample : after.back().incident.samples) EXPECT_NE(sample.identity, gone.front());
  for (const Sample& sample : player.tracker.live()->samples) EXPECT_NE(sample.identity, gone.front());
}

TEST(IncidentTracker, NumbersRevisionsWithoutGap) {
  Player player;
  std::vector<IncidentEvent> all = player.play(30, 15);
  for (auto& event : player.play_for(40, 40, 13)) all.push_back(std::move(event));
  for (auto& event : player.play_for(240, 0, -5)) all.push_back(std::move(event));
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].incident.revision, i + 1);
}

}  // namespace
}  // namespace outcry::detect
