#include "outputs/web/overview.h"

#include <gtest/gtest.h>

#include "outputs/fields.h"
#include "outputs/store/database.h"
#include "tests/outputs/web/world.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

using AnOverview = World;

TEST_F(AnOverview, OfAnEmptyStoreSaysThatNothingIsKnown) {
  const auto made = writer();
  auto shown = overview();
  const auto changes = shown.refresh(facts());
  EXPECT_TRUE(changes.ticks.empty());
  const Json status = shown.status_json();
  EXPECT_TRUE(status["closed_until"].is_null());
  EXPECT_EQ(status["learned"], 0);
  EXPECT_EQ(status["sequence"], 0);
}

TEST_F(AnOverview, SaysNothingOfServicesInTheFirstHour) {
  ASSERT_TRUE(writer().commit(day(0, 59)));
  auto shown = overview();
  shown.refresh(facts());
  EXPECT_EQ(shown.services()[0].state, ServiceState::unknown);
  EXPECT_NE(raw_text(shown.brief_json(shown.services()[0]), "reason").find("less than an hour"),
            std::string_view::npos);
}

TEST_F(AnOverview, TellsHowServicesStand) {
  ASSERT_TRUE(writer().commit(day(0, 600)));
  auto shown = overview();
  EXPECT_TRUE(shown.refresh(facts()).anew);
  const ServiceNow& netflix = shown.services()[0];
  EXPECT_EQ(netflix.state, ServiceState::quiet);
  EXPECT_EQ(netflix.observed, 3U);
  EXPECT_NEAR(netflix.expected.value(), 3, 1e-6);
  EXPECT_EQ(netflix.rarity, 2);
  EXPECT_EQ(shown.brief_json(netflix)["false_alarms_per_day_now"], 2);
  EXPECT_EQ(shown.services()[1].expected, 0) << "nobody ever named it";
  EXPECT_EQ(shown.status_json()["quiet"], 2);
}

TEST_F(AnOverview, TellsEachWindowAndEventOnce) {
  auto made = writer();
  ASSERT_TRUE(made.commit(day(0, 600)));
  auto shown = overview();
  shown.refresh(facts());
  auto next = day(600, 603, 20);
  next.events = {opened(603)};
  ASSERT_TRUE(made.commit(next));
  const auto changes = shown.refresh(facts());
  EXPECT_FALSE(changes.anew);
  ASSERT_EQ(changes.ticks.size(), 3U);
  EXPECT_EQ(changes.ticks[0]["closed_until"], format_utc(begin() + 601min));
  EXPECT_EQ(changes.ticks[0]["observed"]["netflix"], 20);
  EXPECT_EQ(changes.ticks[0]["heard"], 1);
  ASSERT_EQ(changes.incidents.size(), 1U);
  EXPECT_EQ(changes.incidents[0].first, 1U);
  EXPECT_EQ(shown.services()[0].state, ServiceState::incident);
  EXPECT_EQ(shown.order().front(), 0U);
  EXPECT_EQ(shown.status_json()["incident"], Json::array({"netflix"}));
  const auto again = shown.refresh(facts());
  EXPECT_TRUE(again.ticks.empty() && again.incidents.empty() && again.services.empty());
}

TEST_F(AnOverview, StaysAsItWasWhileTheStoreCannotBeRead) {
  auto made = writer();
  ASSERT_TRUE(made.commit(day(0, 600)));
  auto shown = overview();
  shown.refresh(facts());
  const auto run = [&](const char* sql) {
    return bool(store::Database::open(file(), store::Database::Mode::create)->execute(sql));
  };
  auto next = day(600, 602, 20);
  next.events = {opened(602)};
  ASSERT_TRUE(made.commit(next));
  for (const char* table : {"checkpoint", "counts", "levels", "incidents", "services"}) {
    const std::string name = table;
    ASSERT_TRUE(run(("ALTER TABLE " + name + " RENAME TO gone").c_str())) << table;
    const auto edition = shown.edition();
    const auto changes = shown.refresh(facts());
    EXPECT_TRUE(changes.ticks.empty() && changes.services.empty()) << table;
    EXPECT_EQ(shown.services()[0].observed, 3U) << table;
    EXPECT_EQ(shown.head()->closed_until, begin() + 600min) << table;
    EXPECT_NE(shown.status_json()["trouble"].get<std::string>().find("the store cannot be read"), std::string::npos);
    EXPECT_GE(shown.edition(), edition);
    ASSERT_TRUE(run(("ALTER TABLE gone RENAME TO " + name).c_str())) << table;
  }
  const auto changes = shown.refresh(facts());
  EXPECT_EQ(changes.ticks.size(), 2U) << "nothing was left out";
  EXPECT_EQ(shown.status_json()["trouble"], "");
  EXPECT_EQ(shown.services()[0].state, ServiceState::incident);
}

TEST_F(AnOverview, ADeadFeedIsUnknownAndAnIncidentStays) {
  auto made = writer();
  auto commit = day(0, 600);
  commit.events = {opened(600)};
  ASSERT_TRUE(made.commit(commit));
  auto shown = overview();
  shown.refresh(facts("degraded"));
  EXPECT_EQ(shown.services()[0].state, ServiceState::incident);
  EXPECT_EQ(shown.services()[1].state, ServiceState::unknown);
  EXPECT_EQ(shown.blind_since(), begin());
  EXPECT_EQ(shown.status_json()["trouble"], "no feed is heard");
  const auto edition = shown.edition();
  const auto changes = shown.refresh(facts());
  EXPECT_GT(shown.edition(), edition);
  EXPECT_EQ(changes.services.size(), 1U);
  EXPECT_EQ(shown.services()[1].state, ServiceState::quiet);
}

TEST_F(AnOverview, IsBlindBeforeAnythingWasEverCommitted) {
  const auto made = writer();
  auto shown = overview();
  auto now = facts("connecting");
  now.feeds[0].since = now.now;
  shown.refresh(now);
  const auto edition = shown.edition();
  now.now += 5min;
  shown.refresh(now);
  EXPECT_TRUE(shown.blind_since());
  EXPECT_GT(shown.edition(), edition);
}

TEST_F(AnOverview, IsBlindSinceAFeedWasHeardLastHoweverOftenItTriesAgain) {
  auto made = writer();
  ASSERT_TRUE(made.commit(day(0, 600)));
  auto shown = overview();
  RunFacts now = facts("backing_off");
  for (int second = 0; second <= 40; second += 10) {
    now.now = begin() + std::chrono::seconds(second);
    now.feeds[0].since = now.now;
    now.feeds[0].state = second % 20 == 0 ? "connecting" : "backing_off";
    shown.refresh(now);
  }
  EXPECT_EQ(shown.blind_since(), begin());
  now.feeds[0].state = "live";
  shown.refresh(now);
  EXPECT_FALSE(shown.blind_since());
}

TEST_F(AnOverview, WordsThatWereTakenBackAreGoneAtTheNextWindow) {
  auto made = writer();
  auto commit = day(0, 600);
  commit.events = {opened(600)};
  ASSERT_FALSE(commit.events[0].incident.samples.empty());
  const auto post = commit.events[0].incident.samples[0];
  ASSERT_TRUE(made.commit(commit));
  auto shown = overview();
  shown.refresh(facts());
  auto next = day(600, 601);
  next.windows[0].withdrawn = {post.identity};
  ASSERT_TRUE(made.commit(next));
  const auto changes = shown.refresh(facts());
  const auto incident = shown.incidents().all().at(0);
  for (const Json& sample : incident->at("samples")) EXPECT_NE(sample["id"], post.post_id);
  ASSERT_EQ(changes.rewritten.size(), 1U);
  EXPECT_EQ(changes.rewritten[0], incident);
}

TEST_F(AnOverview, AReplayIsAsFarAsItsTimeWhereTheEndIsKnownElseAsItsBytes) {
  ASSERT_TRUE(writer().commit(day(0, 600)));
  auto shown = overview();
  const auto replay = [&](const ReplayFacts& how) {
    auto now = facts();
    now.replay = how;
    shown.refresh(now);
    return shown.status_json()["replay"];
  };
  const Json timed = replay({.read = 0.9, .last = begin() + minutes(1200)});
  EXPECT_EQ(timed["share"], 0.5);
  EXPECT_EQ(timed["share_of"], "time");
  EXPECT_EQ(timed["from"], "2026-11-22T00:00:00Z");
  EXPECT_EQ(timed["to"], "2026-11-22T20:00:00Z");
  const Json packed = replay({.read = 0.9});
  EXPECT_EQ(packed["share"], 0.9);
  EXPECT_EQ(packed["share_of"], "bytes");
  EXPECT_TRUE(packed["to"].is_null());
  const Json pipe = replay({});
  EXPECT_TRUE(pipe["share"].is_null());
  EXPECT_TRUE(pipe["share_of"].is_null());
  const Json over = replay({.last = begin() + minutes(600), .over = true});
  EXPECT_EQ(over["share"], 1);
  EXPECT_EQ(over["to"], "2026-11-22T10:00:00Z");
}

TEST_F(AnOverview, BeforeAWindowHasClosedAReplayIsAtItsBegin) {
  const auto kept = writer();
  auto shown = overview();
  auto now = facts();
  now.replay = ReplayFacts{.read = 0.01, .last = begin()};
  shown.refresh(now);
  EXPECT_EQ(shown.status_json()["replay"]["share"], 0);
  EXPECT_TRUE(shown.status_json()["replay"]["from"].is_null());
}

TEST_F(AnOverview, FeedsSayTheirRateAndWhatIsUsual) {
  auto commit = day(0, 1460);
  for (int step = 0; step < 146; ++step)
    commit.feeds.push_back({"bluesky", begin() + minutes(10 * step), step < 145 ? 420U : 100U});
  ASSERT_TRUE(writer().commit(commit));
  auto shown = overview();
  shown.refresh(facts());
  const Json feed = shown.status_json()["feeds"][0];
  EXPECT_EQ(feed["posts_per_minute"], 10);
  EXPECT_EQ(feed["usual_per_minute"], 42);
}

}  // namespace
}  // namespace outcry::outputs::web
