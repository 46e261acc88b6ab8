// Which items of Hacker News are asked for, and what they become.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/hackernews/feed.h"
#include "support.h"

namespace outcry::ingest::hackernews {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 8} + 12h};

Item item_at(EventTime time) {
  Item out;
  out.time = time;
  return out;
}

HackerNewsOptions options() {
  HackerNewsOptions out;
  out.api = net::parse_url("https://hn.example/base/").value();
  return out;
}

/// After item 99.
HackerNewsCursor cursor(Number next = 100) {
  HackerNewsCursor out;
  out.next = next;
  out.time = kNoon;
  return out;
}

TEST(HackerNewsItem, IsTitleAndTextAndPointsToItsParent) {
  const auto story = read_item(
      R"({"by":"ann","descendants":1,"id":7,"kids":[8],"time":1772971200,"title":"Tell HN: X &amp; Y are down","text":"EU&#x27;s too<p>since 2","type":"story"})",
      7);
  ASSERT_TRUE(story && *story);
  EXPECT_EQ((*story)->time, kNoon);
  auto kept = keep_one("ndjson", (*story)->record);
  EXPECT_EQ(kept.post.key, "https://news.ycombinator.com/item?id=7");
  EXPECT_EQ(kept.post.text, "Tell HN: X & Y are down\nEU's too\n\nsince 2");
  EXPECT_EQ(kept.post.author, "https://news.ycombinator.com/user?id=ann");
  EXPECT_EQ(kept.post.author_name, "ann");
  EXPECT_EQ(kept.post.time, kNoon);
  EXPECT_EQ(kept.post.link, kept.post.key);
  EXPECT_FALSE(kept.post.marks.reply);
  const auto comment =
      read_item(R"({"by":"bert","id":8,"parent":7,"text":"same","time":1772971201,"type":"comment"})", 8);
  kept = keep_one("ndjson", (*comment)->record);
  EXPECT_EQ(kept.post.text, "same");
  EXPECT_EQ(kept.post.reply_to, "https://news.ycombinator.com/item?id=7");
}

TEST(HackerNewsItem, WhatIsDeletedOrDeadIsARemoval) {
  for (const auto* body : {R"({"deleted":true,"id":7,"parent":5,"time":1772971200,"type":"comment"})",
                           R"({"by":"x","dead":true,"id":7,"text":"x","time":1772971200,"type":"comment"})",
                           R"({"deleted":true,"id":7})"}) {
    const auto item = read_item(body, 7);
    ASSERT_TRUE(item && *item) << body;
    EXPECT_TRUE((*item)->gone);
    const auto kept = keep_one("ndjson", (*item)->record);
    EXPECT_EQ(kept.post.op, PostOp::remove);
    EXPECT_EQ(kept.post.key, "https://news.ycombinator.com/item?id=7");
  }
}

TEST(HackerNewsItem, NullIsNotVisibleYet) {
  const auto item = read_item("null", 7);
  ASSERT_TRUE(item);
  EXPECT_FALSE(*item);
}

TEST(HackerNewsItem, SaysWhatIsWrongWithAnAnswer) {
  const auto reason = [](const std::string& body) { return read_item(body, 7).error(); };
  EXPECT_EQ(reason("<html>"), Errc::bad_json);
  EXPECT_EQ(reason(""), Errc::bad_json);
  EXPECT_EQ(reason("[]"), Errc::not_an_object);
  EXPECT_EQ(reason(R"({"id":8,"time":5,"text":"x"})"), Errc::unknown_record);
  EXPECT_EQ(reason(R"({"id":7,"text":"x"})"), Errc::no_time);
  EXPECT_EQ(reason(R"({"id":7,"time":"x","text":"x"})"), Errc::no_time);
  EXPECT_EQ(reason(R"({"id":7,"time":9223372036854775807,"text":"x"})"), Errc::no_time);
  EXPECT_EQ(reason(R"({"id":7,"time":5,"text":[],"title":7})"), Errc::no_text);
  EXPECT_FALSE(read_item(std::string(100'000, '['), 7));
}

TEST(HackerNewsAnswers, NumbersAreReadWithCare) {
  EXPECT_EQ(read_highest("45000003").value(), 45'000'003U);
  for (const auto* bad : {"null", "-1", "0", "1.5", "\"5\"", "99999999999999999999", "[5]", "<html>"})
    EXPECT_FALSE(read_highest(bad)) << bad;
  EXPECT_THAT(read_changed(R"({"items":[8,"x",-1,7],"profiles":["ann"]})").value(), ElementsAre(8, 7));
  for (const auto* bad : {"null", "[]", "{}", R"({"items":5})"}) EXPECT_FALSE(read_changed(bad)) << bad;
}

TEST(HackerNewsFeed, AsksForEveryNumberInOrder) {
  const auto given = options();
  Feed feed(given, cursor());
  EXPECT_EQ(feed.highest_address().target, "/base/v0/maxitem.json");
  EXPECT_EQ(feed.item_address(7).target, "/base/v0/item/7.json");
  EXPECT_EQ(feed.changed_address().target, "/base/v0/updates.json");
  EXPECT_EQ(feed.highest(102, kNoon), 0U);
  EXPECT_FALSE(feed.probe());
  EXPECT_THAT(feed.ask(2), ElementsAre(100, 101));
  EXPECT_FALSE(feed.heard(100, item_at(kNoon + 1s), kNoon + 1h));
  feed.unreadable(101);
  EXPECT_THAT(feed.ask(8), ElementsAre(102));
  feed.heard(102, item_at(kNoon + 3s), kNoon + 1h);
  EXPECT_THAT(feed.ask(8), IsEmpty());
  EXPECT_EQ(feed.newest(), kNoon + 3s);
  EXPECT_EQ(feed.cursor().next, 103U);
}

TEST(HackerNewsFeed, WhatIsNotVisibleYetIsAskedForAgainAndGivenUpInTheEnd) {
  const auto given = options();
  Feed feed(given, cursor());
  feed.highest(101, kNoon);
  feed.unseen(100, kNoon);
  feed.heard(101, item_at(kNoon), kNoon);
  EXPECT_THAT(feed.ask(8), IsEmpty());
  EXPECT_THAT(feed.cursor().waiting, ElementsAre(100));
  EXPECT_EQ(feed.highest(101, kNoon + 1min), 0U);
  EXPECT_THAT(feed.ask(8), ElementsAre(100));
  feed.unseen(100, kNoon + 1min);
  EXPECT_THAT(feed.ask(8), IsEmpty());
  EXPECT_EQ(feed.highest(102, kNoon + 6min), 1U);
  EXPECT_THAT(feed.ask(8), ElementsAre(102));
  EXPECT_THAT(feed.cursor().waiting, IsEmpty());
}

TEST(HackerNewsFeed, AnItemThatAlwaysFailsIsGivenUpAfterSomeTries) {
  const auto given = options();
  Feed feed(given, cursor());
  int tries = 0;
  for (bool given_up = false; !given_up && tries < 100; ++tries) {
    feed.highest(100, kNoon);
    ASSERT_THAT(feed.ask(8), ElementsAre(100));
    given_up = feed.failed(100, kNoon);
  }
  EXPECT_EQ(tries, 6);
  feed.highest(100, kNoon);
  EXPECT_THAT(feed.ask(8), IsEmpty());
  EXPECT_THAT(feed.cursor().waiting, IsEmpty());
}

TEST(HackerNewsFeed, WhatWaitsSurvivesARestartAndWaitsFromThenOn) {
  const auto given = options();
  Feed first(given, cursor());
  first.highest(101, kNoon);
  first.unseen(100, kNoon);
  Feed feed(given, HackerNewsCursor::from_json(first.cursor().to_json()).value());
  EXPECT_EQ(feed.highest(101, kNoon + 5h), 0U);
  EXPECT_THAT(feed.ask(8), ElementsAre(100, 101));
  feed.heard(100, item_at(kNoon), kNoon);
  EXPECT_THAT(feed.ask(8), ElementsAre(101));
  EXPECT_EQ(feed.cursor().next, 101U);
  EXPECT_THAT(feed.cursor().waiting, IsEmpty());
}

TEST(HackerNewsFeed, OnlySoManyWait) {
  auto given = options();
  given.waiting = 2;
  Feed feed(given, cursor());
  feed.highest(102, kNoon);
  for (const Number number : {100U, 101U, 102U}) feed.unseen(number, kNoon);
  EXPECT_THAT(feed.cursor().waiting, ElementsAre(101, 102));
  EXPECT_EQ(feed.highest(102, kNoon), 1U) << "counted";
}

/// How many questions it took to begin; items come one a second, item 1'000'000 at noon.
std::size_t search(Feed& feed, Number highest) {
  std::size_t questions = 0;
  feed.highest(highest, kNoon);
  for (auto probe = feed.probe(); probe && questions < 100; probe = feed.probe(), ++questions)
    feed.probed(kNoon + std::chrono::seconds(*probe) - 1'000'000s);
  return questions;
}

TEST(HackerNewsFeed, AFirstStartFindsWhereToBegin) {
  const auto given = options();
  auto from = cursor(0);
  from.time = kNoon - 2h;
  Feed feed(given, from);
  EXPECT_LT(search(feed, 1'000'000), 25U);
  const Number first = feed.ask(1).at(0);
  EXPECT_LE(first, 1'000'000U - 7'200);
  EXPECT_GT(first, 1'000'000U - 7'300);
  EXPECT_FALSE(feed.heard(first, item_at(kNoon - 2h), kNoon)) << "no gap";
}

TEST(HackerNewsFeed, AFirstStartReadsNoFurtherBackThanItMay) {
  const auto given = options();
  auto from = cursor(0);
  from.time = kNoon - 1000h;
  Feed feed(given, from);
  EXPECT_LT(search(feed, 1'000'000), 25U);
  EXPECT_THAT(feed.ask(1), ElementsAre(950'001));
  EXPECT_FALSE(feed.heard(950'001, item_at(kNoon), kNoon)) << "nothing was heard that something could be missing since";
  Feed young(given, from);
  search(young, 3);
  EXPECT_THAT(young.ask(8), ElementsAre(1, 2, 3));
}

TEST(HackerNewsFeed, ItemsWithoutATimeAreReadRatherThanSkipped) {
  const auto given = options();
  auto from = cursor(0);
  Feed feed(given, from);
  feed.highest(10'000, kNoon);
  for (int i = 0; feed.probe() && i < 100; ++i) feed.probed({});
  EXPECT_THAT(feed.ask(1), ElementsAre(1));
}

TEST(HackerNewsFeed, AStopThatWasTooLongIsAGap) {
  const auto given = options();
  Feed feed(given, cursor());
  feed.highest(200'000, kNoon + 200h);
  EXPECT_THAT(feed.ask(1), ElementsAre(150'000));
  Item gone;
  gone.gone = true;
  EXPECT_FALSE(feed.heard(150'000, gone, kNoon + 200h)) << "it tells no time";
  const auto gap = feed.heard(150'001, item_at(kNoon + 100h), kNoon + 200h);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, kNoon);
  EXPECT_EQ(gap->to, kNoon + 100h);
  EXPECT_NE(gap->cause, "");
  EXPECT_FALSE(feed.heard(150'002, item_at(kNoon + 150h), kNoon + 200h)) << "told once";
}

TEST(HackerNewsFeed, AServerThatCountsOtherwiseIsSearchedByTime) {
  const auto given = options();
  Feed feed(given, cursor(2'000'000));
  search(feed, 1'000'000);
  EXPECT_LE(feed.ask(1).at(0), 1'000'000U);
  Feed lagging(given, cursor(2'000'000));
  lagging.highest(1'999'990, kNoon);
  EXPECT_FALSE(lagging.probe());
  EXPECT_THAT(lagging.ask(8), IsEmpty()) << "a cache that is a little behind";
}

TEST(HackerNewsFeed, TimesOfTheFutureCountAsNow) {
  const auto given = options();
  Feed feed(given, cursor());
  feed.highest(100, kNoon);
  feed.heard(100, item_at(kNoon + 900h), kNoon + 1s);
  EXPECT_EQ(feed.newest(), kNoon + 1s);
}

TEST(HackerNewsFeed, OnlyChangesOfWhatWasHandedOnLatelyMatter) {
  const auto given = options();
  const Feed feed(given, cursor(100'000));
  EXPECT_THAT(feed.relevant({5, 99'999, 100'000, 80'001, 80'000}), ElementsAre(99'999, 80'001));
  EXPECT_THAT(feed.relevant(std::vector<Number>(900, 99'999)), SizeIs(500));
}

TEST(HackerNewsFeed, SilenceIsCountedBetweenPollsThatBroughtNews) {
  const auto given = options();
  Feed feed(given, cursor());
  feed.round_done(kNoon);
  EXPECT_EQ(feed.silence().patience(), Silence::kLeast);
  feed.heard(100, item_at(kNoon), kNoon);
  feed.round_done(kNoon);
  feed.heard(101, item_at(kNoon), kNoon);
  feed.round_done(kNoon + 100s);
  EXPECT_EQ(feed.silence().patience(), 500s);
}

TEST(HackerNewsCursor, SurvivesTheStore) {
  auto there = cursor();
  there.waiting = {90, 95};
  const auto back = HackerNewsCursor::from_json(there.to_json());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->next, 100U);
  EXPECT_EQ(back->time, kNoon);
  EXPECT_THAT(back->waiting, ElementsAre(90, 95));
  for (const auto* bad :
       {"", "{", "[]", "{}", R"({"next":-1,"time_us":5,"waiting":[]})", R"({"next":1,"time_us":-5,"waiting":[]})",
        R"({"next":1,"time_us":5,"waiting":{}})", R"({"next":1,"time_us":5,"waiting":["x"]})",
        R"({"next":18446744073709551615,"time_us":5,"waiting":[]})"})
    EXPECT_FALSE(HackerNewsCursor::from_json(bad)) << bad;
}

}  // namespace
}  // namespace outcry::ingest::hackernews
