#include "app/replay/pacer.h"

#include <gtest/gtest.h>

#include "archive_files.h"

namespace outcry::app {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

TEST(Pacer, LetsTheArchiveGoSoManyTimesAsFast) {
  Pacer pacer({.speed = 60});
  const Steady::time_point now{};
  EXPECT_EQ(pacer.wait(kStart, now), 0us) << "it begins with the first post";
  EXPECT_EQ(pacer.wait(kStart + 60s, now), 1s);
  EXPECT_EQ(pacer.wait(kStart + 60s, now + 400ms), 600ms);
  EXPECT_LE(pacer.wait(kStart + 60s, now + 2s), 0us);
}

TEST(Pacer, HoldsNothingBackBeforeItsTimeOrWithoutASpeed) {
  Pacer late({.speed = 1, .from = kStart + 1h});
  EXPECT_LE(late.wait(kStart + 59min, {}), 0us);
  EXPECT_EQ(late.wait(kStart + 1h, {}), 0us);
  EXPECT_EQ(late.wait(kStart + 1h + 1s, {}), 1s);
  Pacer free({});
  EXPECT_LE(free.wait(kStart + 1h, {}), 0us);
}

TEST(EachPortion, CutsAtTheEndsOfSteps) {
  ClassifiedBlock block;
  for (const int second : {0, 10, 59, 60, 30, 200})
    block.posts.push_back({.time = kStart + std::chrono::seconds(second)});
  for (const std::uint32_t post : {1U, 3U, 4U}) block.mentions.push_back({post, {}});
  std::vector<Piece> portions;
  std::vector<EventTime> newest;
  each_portion({&block, 0, 6, 0, 3, true}, 60s, [&](const Piece& portion, EventTime time) {
    portions.push_back(portion);
    newest.push_back(time);
    return true;
  });
  ASSERT_EQ(portions.size(), 3U);
  EXPECT_EQ(portions[0].end, 3U);
  EXPECT_EQ(portions[0].mention_end, 1U);
  EXPECT_TRUE(portions[0].starts_block);
  EXPECT_EQ(portions[1].begin, 3U);
  EXPECT_EQ(portions[1].end, 5U) << "an older post is no reason to wait";
  EXPECT_EQ(portions[1].mention_end, 3U);
  EXPECT_FALSE(portions[1].starts_block);
  EXPECT_EQ(portions[2].end, 6U);
  EXPECT_EQ(newest, (std::vector<EventTime>{kStart + 59s, kStart + 60s, kStart + 200s}));
}

TEST(EachPortion, EndsWhenItIsTold) {
  ClassifiedBlock block;
  for (int minute = 0; minute < 5; ++minute) block.posts.push_back({.time = kStart + std::chrono::minutes(minute)});
  int calls = 0;
  each_portion({&block, 0, 5, 0, 0, true}, 60s, [&](const Piece&, EventTime) { return ++calls < 2; });
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace outcry::app
