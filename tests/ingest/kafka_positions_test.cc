#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/kafka/positions.h"

namespace outcry::ingest::kafka {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr EventTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 9 / 21} + 12h};

PartitionId part(std::int32_t number, const std::string& topic = "posts") { return {topic, number}; }

PartitionState state(std::int32_t number, std::int64_t low, std::int64_t high,
                     std::optional<std::int64_t> at_time = {}) {
  PartitionState out;
  out.id = part(number);
  out.low = low;
  out.high = high;
  out.at_time = at_time;
  return out;
}

KafkaCursor first(EventTime since) {
  KafkaCursor out;
  out.since = since;
  return out;
}

KafkaCursor at(std::int64_t next, EventTime time = kNoon) {
  KafkaCursor out = first(kNoon - 24h);
  out.positions[part(0)] = {next, time};
  return out;
}

TEST(KafkaCursor, ComesBackFromItsText) {
  auto cursor = at(17);
  cursor.positions[part(3, "more.posts")] = {0, EventTime{}};
  cursor.newest = kNoon + 1s;
  const auto again = KafkaCursor::from_json(cursor.to_json());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->positions, cursor.positions);
  EXPECT_EQ(again->since, cursor.since);
  EXPECT_EQ(again->newest, cursor.newest);
}

TEST(KafkaCursor, ThatCannotBeReadIsNone) {
  for (const auto* text :
       {"", "{", "[]", "null", "\xff", "{}", R"({"topics":[]})", R"({"topics":{},"since_us":-1,"newest_us":0})",
        R"({"topics":{},"since_us":0,"newest_us":18446744073709551615})",
        R"({"topics":{"a":[]},"since_us":0,"newest_us":0})", R"({"topics":{"a":{"0":7}},"since_us":0,"newest_us":0})",
        R"({"topics":{"a":{"x":{"next":1,"time_us":0}}},"since_us":0,"newest_us":0})",
        R"({"topics":{"a":{"-1":{"next":1,"time_us":0}}},"since_us":0,"newest_us":0})",
        R"({"topics":{"a":{"0":{"next":-1,"time_us":0}}},"since_us":0,"newest_us":0})",
        R"({"topics":{"a":{"0":{"next":1.5,"time_us":0}}},"since_us":0,"newest_us":0})"}) {
    EXPECT_FALSE(KafkaCursor::from_json(text)) << text;
  }
}

TEST(KafkaPositions, AFirstStartBeginsByTime) {
  Positions positions(first(kNoon));
  EXPECT_TRUE(positions.wants_time({"posts"}));
  const auto begun = positions.begin({state(0, 5, 100, 40), state(1, 5, 100)}, kNoon);
  EXPECT_THAT(begun.offsets, ElementsAre(Pair(part(0), 40), Pair(part(1), 100)));
  EXPECT_THAT(begun.gaps, IsEmpty());
}

TEST(KafkaPositions, ABackfillBeforeAllTimeReadsAllThatIsKept) {
  Positions positions(first(EventTime{}));
  EXPECT_FALSE(positions.wants_time({"posts"}));
  EXPECT_THAT(positions.begin({state(0, 5, 100)}, kNoon).offsets, ElementsAre(Pair(part(0), 5)));
}

TEST(KafkaPositions, GoesOnBehindTheLastMessageHeard) {
  Positions positions(at(17));
  EXPECT_FALSE(positions.wants_time({"posts"}));
  EXPECT_THAT(positions.begin({state(0, 5, 100)}, kNoon).offsets, ElementsAre(Pair(part(0), 17)));
  EXPECT_FALSE(positions.heard(part(0), 17, kNoon + 1s));
  EXPECT_EQ(positions.cursor().positions.at(part(0)), (Position{18, kNoon + 1s}));
}

TEST(KafkaPositions, HolesInOffsetsAreNoGap) {
  Positions positions(at(17));
  positions.begin({state(0, 5, 100)}, kNoon);
  EXPECT_FALSE(positions.heard(part(0), 60, kNoon + 1s));
  EXPECT_EQ(positions.cursor().positions.at(part(0)).next, 61);
}

TEST(KafkaPositions, NeverGoBack) {
  Positions positions(at(17));
  positions.begin({state(0, 5, 100)}, kNoon);
  positions.heard(part(0), 20, kNoon + 1s);
  positions.heard(part(0), 18, kNoon);
  positions.heard(part(0), 21, EventTime{});
  EXPECT_EQ(positions.cursor().positions.at(part(0)), (Position{22, kNoon + 1s}));
  EXPECT_FALSE(positions.heard(part(9), 1, kNoon));
}

TEST(KafkaPositions, ANewPartitionOfAKnownTopicIsReadFromItsStart) {
  Positions positions(at(17));
  positions.begin({state(0, 5, 100)}, kNoon);
  const std::vector<PartitionState> more{state(0, 5, 100), state(1, 0, 3, 2)};
  EXPECT_TRUE(positions.lacks(more));
  EXPECT_THAT(positions.extend(more, kNoon).offsets, ElementsAre(Pair(part(0), 17), Pair(part(1), 0)));
  EXPECT_FALSE(positions.lacks(more));
}

TEST(KafkaPositions, WhatWasSaidOfAPartitionBeforeItWasReadFurtherChangesNothing) {
  Positions positions(at(17));
  positions.begin({state(0, 5, 100)}, kNoon);
  positions.heard(part(0), 119, kNoon + 1s);
  const auto begun = positions.extend({state(0, 5, 110), state(1, 0, 3)}, kNoon + 1min);
  EXPECT_THAT(begun.gaps, IsEmpty());
  EXPECT_THAT(begun.offsets, ElementsAre(Pair(part(0), 120), Pair(part(1), 0)));
}

TEST(KafkaPositions, MetadataThatListsFewerPartitionsForgetsNothing) {
  auto cursor = at(17);
  cursor.positions[part(1)] = {9, kNoon};
  Positions positions(cursor);
  EXPECT_THAT(positions.begin({state(0, 5, 100)}, kNoon).offsets, ElementsAre(Pair(part(0), 17)));
  EXPECT_FALSE(positions.lacks({}));
  EXPECT_EQ(positions.cursor().positions.at(part(1)).next, 9);
  EXPECT_TRUE(positions.lacks({state(1, 0, 20)}));
  EXPECT_THAT(positions.extend({state(1, 0, 20)}, kNoon).offsets, ElementsAre(Pair(part(0), 17), Pair(part(1), 9)));
}

TEST(KafkaPositions, NoPartitionRunsAheadUntilAllAreCaughtUp) {
  Positions positions(first(EventTime{}));
  positions.begin({state(0, 0, 100), state(1, 0, 100), state(2, 7, 7)}, kNoon);
  positions.heard(part(0), 0, kNoon - 2h);
  EXPECT_LT(positions.limit(), positions.time_of(part(0))) << "of another nothing is known yet";
  positions.heard(part(1), 0, kNoon - 3h);
  EXPECT_EQ(positions.limit(), kNoon - 3h + 60s);
  EXPECT_GT(positions.time_of(part(0)), positions.limit());
  EXPECT_LE(positions.time_of(part(1)), positions.limit());
  positions.heard(part(1), 1, kNoon - 1h);
  EXPECT_EQ(positions.limit(), kNoon - 2h + 60s);
  positions.at_end(part(0), kNoon);
  EXPECT_EQ(positions.limit(), kNoon - 1h + 60s);
  positions.at_end(part(1), kNoon);
  EXPECT_EQ(positions.limit(), EventTime::max());
}

TEST(KafkaPositions, APartitionThatStallsOrTellsNoTimeHoldsNobodyUp) {
  Positions positions(first(EventTime{}));
  positions.begin({state(0, 0, 100), state(1, 0, 100), state(2, 0, 100)}, kNoon);
  positions.heard(part(0), 0, kNoon);
  positions.heard(part(1), 0, EventTime{});
  positions.give_way();
  EXPECT_EQ(positions.limit(), kNoon + 60s);
  EXPECT_FALSE(positions.caught_up());
}

TEST(KafkaPositions, ATopicThatIsNoLongerReadIsForgotten) {
  auto cursor = at(17);
  cursor.positions[part(0, "old")] = {3, kNoon};
  Positions positions(cursor);
  positions.begin({state(0, 5, 100)}, kNoon);
  EXPECT_FALSE(positions.cursor().positions.contains(part(0, "old")));
}

TEST(KafkaPositions, RetentionThatHasPassedUsIsAGapUntilTheNextMessage) {
  Positions positions(at(17, kNoon));
  const auto begun = positions.begin({state(0, 50, 100)}, kNoon + 3h);
  EXPECT_THAT(begun.offsets, ElementsAre(Pair(part(0), 50)));
  EXPECT_THAT(begun.gaps, IsEmpty());
  const auto gap = positions.heard(part(0), 50, kNoon + 2h);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->from, kNoon);
  EXPECT_EQ(gap->to, kNoon + 2h);
  EXPECT_THAT(gap->cause, HasSubstr("retention"));
  EXPECT_FALSE(positions.heard(part(0), 51, kNoon + 2h));
}

TEST(KafkaPositions, OfAPartitionThatRetentionHasEmptiedTheGapEndsNow) {
  Positions positions(at(17, kNoon));
  positions.begin({state(0, 50, 50)}, kNoon + 3h);
  EXPECT_FALSE(positions.caught_up());
  const auto gap = positions.at_end(part(0), kNoon + 3h);
  ASSERT_TRUE(gap);
  EXPECT_EQ(gap->to, kNoon + 3h);
  EXPECT_TRUE(positions.caught_up());
}

TEST(KafkaPositions, AGapThatIsNotToldYetOutlivesANewConnection) {
  Positions positions(at(17, kNoon));
  positions.begin({state(0, 50, 100)}, kNoon + 3h);
  positions.begin({state(0, 50, 100)}, kNoon + 3h);
  EXPECT_TRUE(positions.heard(part(0), 50, kNoon + 2h));
}

TEST(KafkaPositions, ATopicThatEndsBeforeOurOffsetIsAGapAndReadFromItsStart) {
  Positions positions(at(17, kNoon));
  const auto begun = positions.begin({state(0, 0, 4)}, kNoon + 1h);
  EXPECT_THAT(begun.offsets, ElementsAre(Pair(part(0), 0)));
  ASSERT_EQ(begun.gaps.size(), 1U);
  EXPECT_EQ(begun.gaps[0].from, kNoon);
  EXPECT_EQ(begun.gaps[0].to, kNoon + 1h);
}

TEST(KafkaPositions, AllIsHeardWhenEveryPartitionHasBeenReadToItsEnd) {
  Positions positions(first(EventTime{}));
  positions.begin({state(0, 0, 2), state(1, 0, 1), state(2, 7, 7)}, kNoon);
  EXPECT_FALSE(positions.caught_up());
  positions.at_end(part(0), kNoon);
  EXPECT_FALSE(positions.caught_up());
  positions.at_end(part(1), kNoon);
  EXPECT_TRUE(positions.caught_up());
}

TEST(Positions, PartitionsThatWereAwayAreCaughtUpWithSideBySide) {
  Positions positions(first(EventTime{}));
  positions.begin({state(0, 0, 1), state(1, 0, 1)}, kNoon);
  for (int i = 0; i < 2; ++i) {
    positions.heard(part(i), 0, kNoon);
    positions.at_end(part(i), kNoon);
  }
  ASSERT_TRUE(positions.caught_up());
  positions.heard(part(0), 1, kNoon + 1h);
  EXPECT_EQ(positions.limit(), EventTime::max());

  positions.realign({state(0, 0, 2), state(1, 0, 40)});
  EXPECT_FALSE(positions.caught_up());
  EXPECT_LT(positions.limit(), kNoon + 1h);
  EXPECT_GT(positions.limit(), kNoon);

  positions.at_end(part(1), kNoon + 1h);
  EXPECT_TRUE(positions.caught_up());
  EXPECT_EQ(positions.limit(), EventTime::max());
}

}  // namespace
}  // namespace outcry::ingest::kafka
