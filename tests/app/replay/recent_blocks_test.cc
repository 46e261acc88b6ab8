#include "app/replay/recent_blocks.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

ingest::Block block(std::size_t size, char content) {
  ingest::Block out;
  out.bytes.assign(size, content);
  out.size = size;
  return out;
}

TEST(RecentBlocks, ForgetsTheOldest) {
  RecentBlocks recent(100);
  for (const char c : {'a', 'b', 'c', 'd'}) recent.keep(block(40, c));
  const auto kept = recent.all();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0]->bytes[0], 'c');
  EXPECT_EQ(kept[1]->bytes[0], 'd');
}

TEST(RecentBlocks, KnowsHowFarTheyAreHeard) {
  RecentBlocks recent;
  EXPECT_EQ(recent.heard_until(), EventTime::max());
  recent.set_heard_until(EventTime(std::chrono::hours(1)));
  EXPECT_EQ(recent.heard_until(), EventTime(std::chrono::hours(1)));
}

TEST(RecentBlocks, KeepsNothingOfNothingAndNothingTooLarge) {
  RecentBlocks recent(100);
  recent.keep(block(0, 'a'));
  recent.keep(block(101, 'b'));
  EXPECT_TRUE(recent.all().empty());
}

}  // namespace
}  // namespace outcry::app
