// What a store remembers, asked for step by step, before and after it has grown old.
#include "outputs/history.h"

#include <gtest/gtest.h>

#include "outputs/store.h"
#include "outputs/store/database.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs {
namespace {

using namespace std::chrono_literals;

const EventTime kBegin = at("2026-11-20T00:00:00Z");

WindowCounts window(EventTime begin, std::uint32_t reporters, double exposure = 1) {
  WindowCounts out{.window = {begin, begin + 1min}, .posts = 100, .exposure = exposure};
  if (reporters == 0) return out;
  ServiceCounts netflix{.service = ServiceId{0}, .reporters = reporters};
  netflix.intents[static_cast<std::size_t>(Intent::report)] = reporters;
  netflix.intents[static_cast<std::size_t>(Intent::joke)] = 2;
  netflix.copies = 1;
  netflix.regions = {{RegionId{1}, reporters, 2, 1}, {kNoRegion, 1, 0, 0}};
  netflix.symptoms = {{SymptomId{0}, reporters}};
  out.services = {netflix};
  return out;
}

Sample sample(EventTime time, const std::string& id, Intent intent = Intent::report) {
  return {.time = time,
          .post_id = id,
          .link = "https://example.test/" + id,
          .text = "words of " + id,
          .intent = intent,
          .evidence = 0.9F,
          .identity = std::hash<std::string>{}(id)};
}

class HistoryOfAStore : public Scratch {
 protected:
  std::string file() const { return path("store.db"); }
  Store store() const {
    return Store::open(file(), Store::Access::read_write, example_run(), example_catalog()).value();
  }
  History history() const { return History::open(file()).value(); }

  /// Netflix has `i % 7` reporters in minute i.
  static Commit minutes(int count, EventTime begin = kBegin) {
    Commit commit{.position = "0 []", .snapshot = "s"};
    for (int i = 0; i < count; ++i)
      commit.windows.push_back(window(begin + i * 1min, static_cast<std::uint32_t>(i % 7)));
    return commit;
  }

  std::vector<std::string> ids(const PostQuery& query) const {
    std::vector<std::string> out;
    for (const Json& post : history().posts(query).posts) out.push_back(post["id"]);
    return out;
  }

  static IncidentEvent event(EventType type, IncidentState state, EventTime time) {
    IncidentEvent out{.type = type, .at = time, .reason = "", .incident = example_incident()};
    out.incident.state = state;
    out.incident.samples.clear();
    out.incident.tips.clear();
    out.incident.official.posts.clear();
    out.incident.revision = static_cast<std::uint32_t>(type) + 1;
    return out;
  }
};

TEST_F(HistoryOfAStore, HasNoHeadBeforeTheFirstCommit) {
  const auto made = store();
  EXPECT_FALSE(history().head());
}

TEST_F(HistoryOfAStore, IsNoneOfAFileThatIsNotThere) { EXPECT_FALSE(History::open(path("nothing.db"))); }

TEST_F(HistoryOfAStore, TellsCountsStepByStep) {
  ASSERT_TRUE(store().commit(minutes(30)));
  const auto known = history();
  EXPECT_EQ(known.head()->begin, kBegin);
  EXPECT_EQ(known.head()->closed_until, kBegin + 30min);
  EXPECT_EQ(known.head()->window, 60s);
  const auto course = known.course("netflix", {kBegin, 10min, 3});
  EXPECT_EQ(course.reporters, (std::vector<std::uint32_t>{24, 33, 28}));
  EXPECT_EQ(course.intents[0][static_cast<std::size_t>(Intent::report)], 24U);
  EXPECT_EQ(known.course("nobody", {kBegin, 10min, 3}).reporters, std::vector<std::uint32_t>(3));
  EXPECT_EQ(known.totals("netflix", kBegin, kBegin + 10min).reporters, 24U);
  EXPECT_EQ(known.totals("netflix", kBegin, kBegin + 10min).copies, 8U);
  const auto regions = known.regions("netflix", kBegin, kBegin + 10min);
  ASSERT_EQ(regions.size(), 2U);
  EXPECT_EQ(regions[0].reporters, 24U);
  EXPECT_EQ(regions[0].complete, 16U);
  EXPECT_EQ(regions[1].name, "");
  EXPECT_EQ(known.symptoms("netflix", kBegin, kBegin + 10min).at(0).reporters, 24U);
  EXPECT_EQ(known.windows(kBegin, kBegin + 3min).size(), 2U) << "nobody said anything in the first";
}

TEST_F(HistoryOfAStore, TellsHowMuchWasListenedTo) {
  auto commit = minutes(20);
  commit.windows[3].exposure = 0;
  commit.windows[4].exposure = 0.5;
  ASSERT_TRUE(store().commit(commit));
  const auto listening = history().listening({kBegin - 10min, 10min, 4});
  EXPECT_EQ(listening.heard[0], 0) << "before the store began";
  EXPECT_NEAR(listening.heard[1], 0.85, 1e-9);
  EXPECT_EQ(listening.heard[2], 1);
  EXPECT_EQ(listening.heard[3], 0) << "not closed yet";
  EXPECT_EQ(listening.posts[1], 1000U);
  EXPECT_EQ(history().heard(kBegin, kBegin + 20min), 1110s);
}

TEST_F(HistoryOfAStore, KeepsLevels) {
  auto commit = minutes(20);
  const ServiceLevel level{.service = ServiceId{1}, .expected = 0.25F, .excess = 1.5F, .false_alarms_per_day = 3};
  commit.levels = {{kBegin + 10min, {level}}, {kBegin + 20min, {level}}};
  commit.standing = {kBegin + 20min, {level}};
  ASSERT_TRUE(store().commit(commit));
  const auto levels = history().levels(kBegin + 10min, kBegin + 20min);
  ASSERT_EQ(levels.size(), 1U);
  EXPECT_EQ(levels[0].at, kBegin + 20min);
  ASSERT_EQ(levels[0].services.size(), 1U);
  EXPECT_EQ(levels[0].services[0].first, "hulu");
  EXPECT_EQ(levels[0].services[0].second.excess, 1.5F);
  EXPECT_EQ(history().standing().services.at(0).second.expected, 0.25F);
}

TEST_F(HistoryOfAStore, KeepsPostsFromTheEventThatBeginsAnIncidentToTheOneThatEndsIt) {
  const auto fill = [&](std::size_t windows_in_a_commit) {
    std::filesystem::remove(file());
    auto made = store();
    const std::vector<IncidentEvent> events{event(EventType::opened, IncidentState::open, kBegin + 3min),
                                            event(EventType::resolved, IncidentState::resolved, kBegin + 6min)};
    Commit commit{.position = "0 []", .snapshot = "s"};
    for (int i = 0; i < 9; ++i) {
      const EventTime begin = kBegin + i * 1min;
      commit.windows.push_back(window(begin, 1));
      commit.windows.back().services[0].samples = {sample(begin, "post" + std::to_string(i))};
      for (const auto& one : events)
        if (one.at == begin + 1min) commit.events.push_back(one);
      if (commit.windows.size() < windows_in_a_commit && i != 8) continue;
      ASSERT_TRUE(made.commit(commit));
      commit.windows.clear();
      commit.events.clear();
    }
  };
  for (const std::size_t windows : {1U, 4U, 9U}) {
    fill(windows);
    EXPECT_EQ(ids({.service = "netflix"}), (std::vector<std::string>{"post4", "post3", "post2"})) << windows;
  }
}

TEST_F(HistoryOfAStore, GivesPostsByKindAndPageByPage) {
  auto made = store();
  Commit commit{.position = "0 []", .snapshot = "s"};
  commit.events = {event(EventType::opened, IncidentState::open, kBegin + 1min)};
  for (int i = 0; i < 60; ++i) {
    const EventTime begin = kBegin + i * 1min;
    commit.windows.push_back(window(begin, 1));
    commit.windows.back().services[0].samples = {
        sample(begin, "p" + std::to_string(i), i % 6 == 5 ? Intent::news : Intent::report)};
  }
  ASSERT_TRUE(made.commit(commit));
  EXPECT_EQ(ids({.service = "netflix", .kind = "first_hand"}).size(), 20U) << "the newest twenty are kept";
  EXPECT_EQ(ids({.service = "netflix", .kind = "news"}).size(), 8U);
  EXPECT_EQ(ids({.service = "hulu"}).size(), 0U);
  const std::string incident = example_incident().id;
  const auto first = history().posts({.incident = incident, .limit = 10});
  ASSERT_EQ(first.posts.size(), 10U);
  EXPECT_EQ(first.posts[0]["id"], "p59");
  EXPECT_EQ(first.posts[0]["incident"], incident);
  EXPECT_EQ(first.posts[0]["service"], "netflix");
  const auto second = history().posts({.incident = incident, .limit = 100, .before = first.next});
  EXPECT_EQ(second.posts.size(), 18U);
  EXPECT_EQ(second.next, "");
  EXPECT_EQ(second.posts[0]["id"], "p49");
}

TEST_F(HistoryOfAStore, AWithdrawnPostLeavesPostsIncidentsAndEvents) {
  auto made = store();
  auto opened = event(EventType::opened, IncidentState::open, kBegin + 1min);
  opened.incident.samples = {sample(kBegin, "mine"), sample(kBegin, "other")};
  Commit commit{.events = {opened}, .position = "0 []", .snapshot = "s"};
  commit.windows = {window(kBegin, 1)};
  ASSERT_TRUE(made.commit(commit));
  EXPECT_EQ(ids({.service = "netflix"}).size(), 2U);
  commit.events.clear();
  commit.windows = {window(kBegin + 1min, 1)};
  commit.windows[0].withdrawn = {sample(kBegin, "mine").identity};
  ASSERT_TRUE(made.commit(commit));
  EXPECT_EQ(ids({.service = "netflix"}), std::vector<std::string>{"other"});
  EXPECT_EQ(made.incident(opened.incident.id)->json.find("words of mine"), std::string::npos);
  std::size_t lines = 0;
  ASSERT_TRUE(made.each_event(0, [&](std::uint64_t, std::string_view line) {
    ++lines;
    EXPECT_EQ(line.find("words of mine"), std::string_view::npos);
    EXPECT_NE(line.find("words of other"), std::string_view::npos);
  }));
  EXPECT_EQ(lines, 1U);
}

TEST_F(HistoryOfAStore, AReadThatFailsIsNoAnswerOfNothing) {
  ASSERT_TRUE(store().commit(minutes(10)));
  const auto known = history();
  EXPECT_FALSE(known.regions("netflix", kBegin, kBegin + 10min).empty());
  EXPECT_EQ(known.failures().count, 0U);
  ASSERT_TRUE(store::Database::open(file(), store::Database::Mode::create)->execute("DROP TABLE region_counts"));
  EXPECT_TRUE(known.regions("netflix", kBegin, kBegin + 10min).empty());
  EXPECT_EQ(known.failures().count, 1U);
  EXPECT_NE(known.failures().why, "");
  EXPECT_FALSE(known.symptoms("netflix", kBegin, kBegin + 10min).empty()) << "others can still be read";
  EXPECT_EQ(known.failures().count, 1U);
}

TEST_F(HistoryOfAStore, KeepsReviewsBesideAWriter) {
  auto writer = store();
  ASSERT_TRUE(writer.commit(minutes(1)));
  auto known = history();
  ASSERT_TRUE(known.review("netflix-1", {kBegin, "acknowledge", ""}));
  ASSERT_TRUE(known.review("netflix-1", {kBegin + 1min, "note", "it's \"them\""}));
  ASSERT_TRUE(writer.commit(minutes(1, kBegin + 1min)));
  const auto reviews = known.reviews("netflix-1");
  ASSERT_EQ(reviews.size(), 2U);
  EXPECT_EQ(reviews[1].text, "it's \"them\"");
  EXPECT_TRUE(known.reviews("netflix-2").empty());
}

TEST_F(HistoryOfAStore, OldCountsGrowCoarseAndKeepTheirSums) {
  auto made = store();
  auto commit = minutes(3 * 1440);
  commit.windows[5].exposure = 0.25;
  for (int hour = 1; hour < 72 * 6; ++hour)
    commit.levels.push_back({kBegin + hour * 10min, {{.service = ServiceId{0}, .expected = 1}}});
  ASSERT_TRUE(made.commit(commit));
  const Steps hours{kBegin, 1h, 72};
  const auto course = history().course("netflix", hours);
  const auto listening = history().listening(hours);
  const auto regions = history().regions("netflix", kBegin, kBegin + 72h);
  for (int again = 0; again < 2; ++again) {
    ASSERT_TRUE(made.retain({.windows = 48h, .ten_minutes = 60h}, kBegin + 72h));
    EXPECT_EQ(history().course("netflix", hours).reporters, course.reporters);
    EXPECT_EQ(history().course("netflix", hours).intents, course.intents);
    EXPECT_EQ(history().listening(hours).posts, listening.posts);
    EXPECT_NEAR(history().listening(hours).heard[0], listening.heard[0], 1e-9);
    EXPECT_EQ(history().regions("netflix", kBegin, kBegin + 72h).at(0).reporters, regions.at(0).reporters);
  }
  const auto rows = [&](const char* sql) {
    return store::Database::open(file(), store::Database::Mode::read_only)->integer(sql).value();
  };
  EXPECT_EQ(rows("SELECT count(*) FROM windows"), 12 + 12 * 6 + 48 * 60);
  EXPECT_EQ(rows("SELECT count(*) FROM windows WHERE end - begin = 3600000000"), 12);
  EXPECT_LT(history().levels(kBegin, kBegin + 24h).size(), 25U);
  EXPECT_EQ(history().levels(kBegin + 48h, kBegin + 72h).size(), 143U);
}

TEST_F(HistoryOfAStore, AFeedIsHeardFromItsFirstPostButForItsGaps) {
  auto made = store();
  Commit commit = minutes(25, kBegin + 10min);
  commit.feeds = {{"bluesky", kBegin + 10min, 50}, {"mastodon", kBegin + 20min, 7}, {"bluesky", kBegin + 30min, 9}};
  commit.gaps = {{"bluesky", kBegin + 12min, kBegin + 16min, "away", true},
                 {"bluesky", kBegin + 14min, kBegin + 18min, "away again", false}};
  ASSERT_TRUE(made.commit(commit));
  commit = minutes(3, kBegin + 35min);
  commit.feeds = {{"bluesky", kBegin + 30min, 1}};
  ASSERT_TRUE(made.commit(commit));
  const auto feeds = history().feeds({kBegin, 10min, 5});
  ASSERT_EQ(feeds.size(), 2U);
  EXPECT_EQ(feeds[0].feed, "bluesky");
  EXPECT_EQ(feeds[0].posts, (std::vector<std::uint64_t>{0, 50, 0, 10, 0}));
  const std::vector<double> heard{0, 0.4, 1, 0.8, 0};
  for (std::size_t i = 0; i < heard.size(); ++i) EXPECT_NEAR(feeds[0].heard[i], heard[i], 1e-9) << i;
  EXPECT_EQ(feeds[1].feed, "mastodon");
  EXPECT_EQ(feeds[1].posts, (std::vector<std::uint64_t>{0, 0, 7, 0, 0}));
  EXPECT_EQ(feeds[1].heard[1], 0);
  EXPECT_EQ(feeds[1].heard[2], 1);
}

TEST_F(HistoryOfAStore, PostsOfFeedsGrowCoarseAndGoWithTheCounts) {
  auto made = store();
  auto commit = minutes(3 * 1440);
  for (int step = 0; step < 3 * 144; ++step)
    commit.feeds.push_back({"bluesky", kBegin + step * 10min, static_cast<std::uint64_t>(step)});
  ASSERT_TRUE(made.commit(commit));
  const Steps hours{kBegin, 1h, 72};
  const auto before = history().feeds(hours).at(0).posts;
  const Retention retention{.windows = 48h, .ten_minutes = 60h};
  for (int again = 0; again < 2; ++again) {
    ASSERT_TRUE(made.retain(retention, kBegin + 72h));
    EXPECT_EQ(history().feeds(hours).at(0).posts, before);
  }
  const auto rows = [&] {
    return store::Database::open(file(), store::Database::Mode::read_only)->integer("SELECT count(*) FROM feed_counts");
  };
  EXPECT_EQ(rows().value(), 12 + 60 * 6);
  ASSERT_TRUE(made.retain({.everything = 24h}, kBegin + 72h));
  EXPECT_EQ(rows().value(), 24 * 6);
}

TEST_F(HistoryOfAStore, WordsGoAfterThreeDaysAndLinksStay) {
  auto made = store();
  auto opened = event(EventType::opened, IncidentState::open, kBegin + 1min);
  opened.incident.onset_at = kBegin;
  opened.incident.samples = {sample(kBegin, "old"), sample(kBegin + 80h, "new")};
  Commit commit{.events = {opened}, .position = "0 []", .snapshot = "s"};
  commit.windows = {window(kBegin, 1)};
  ASSERT_TRUE(made.commit(commit));
  ASSERT_TRUE(made.retain({}, kBegin + 100h));
  const Json incident = Json::parse(made.incident(opened.incident.id)->json);
  EXPECT_EQ(incident["samples"][0]["text"], "");
  EXPECT_EQ(incident["samples"][0]["link"], "https://example.test/old");
  EXPECT_EQ(incident["samples"][1]["text"], "words of new");
  const auto posts = history().posts({.service = "netflix"}).posts;
  ASSERT_EQ(posts.size(), 2U);
  EXPECT_EQ(posts[0]["text"], "words of new");
  EXPECT_EQ(posts[1]["text"], "");
  ASSERT_TRUE(made.each_event(
      0, [](std::uint64_t, std::string_view line) { EXPECT_EQ(line.find("words of old"), std::string_view::npos); }));
}

TEST_F(HistoryOfAStore, EverythingGoesAfterTwoYearsAndTheLogGoesOn) {
  auto made = store();
  auto first = event(EventType::opened, IncidentState::resolved, kBegin + 1min);
  first.incident.id = "netflix-old";
  auto second = event(EventType::opened, IncidentState::open, kBegin + 800h);
  Commit commit = minutes(1);
  commit.events = {first};
  ASSERT_TRUE(made.commit(commit));
  commit = minutes(1, kBegin + 800h - 1min);
  commit.events = {second};
  ASSERT_TRUE(made.commit(commit));
  ASSERT_TRUE(made.retain({.everything = 700h}, kBegin + 800h));
  EXPECT_FALSE(made.incident("netflix-old"));
  EXPECT_TRUE(made.incident(second.incident.id));
  std::vector<std::uint64_t> numbers;
  ASSERT_TRUE(made.each_event(0, [&](std::uint64_t number, std::string_view) { numbers.push_back(number); }));
  EXPECT_EQ(numbers, std::vector<std::uint64_t>{2});
  EXPECT_EQ(history().course("netflix", {kBegin, 10min, 1}).reporters[0], 0U);
}

}  // namespace
}  // namespace outcry::outputs
