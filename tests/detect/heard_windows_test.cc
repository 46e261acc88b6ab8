#include "detect/heard_windows.h"

#include <gtest/gtest.h>

#include <vector>

#include "detect/snapshot.h"

namespace outcry::detect {
namespace {

std::vector<std::int64_t> from(const HeardWindows& heard, std::int64_t first) {
  std::vector<std::int64_t> out;
  heard.each_from(first, [&](const HeardWindow& window) { out.push_back(window.number); });
  return out;
}

HeardWindows with_a_gap() {
  HeardWindows heard;
  for (const std::int64_t number : {1, 2, 5, 6}) heard.add({number, {}, 1});
  return heard;
}

TEST(HeardWindows, LeavesOutWhatNobodyHeard) {
  EXPECT_EQ(from(with_a_gap(), 0), (std::vector<std::int64_t>{1, 2, 5, 6}));
  EXPECT_EQ(from(with_a_gap(), 4), (std::vector<std::int64_t>{5, 6}));
}

TEST(HeardWindows, ForgetsWhatIsOld) {
  HeardWindows heard = with_a_gap();
  heard.forget(3);
  EXPECT_EQ(from(heard, 0), (std::vector<std::int64_t>{5, 6}));
  heard.forget(100);
  EXPECT_TRUE(from(heard, 0).empty());
}

TEST(HeardWindows, ComesBackFromASnapshot) {
  HeardWindows heard = with_a_gap();
  SnapshotWriter writer;
  heard.visit(writer);
  const std::string bytes = writer.take();
  SnapshotReader reader(bytes);
  HeardWindows copy;
  copy.visit(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(from(copy, 0), from(heard, 0));
}

}  // namespace
}  // namespace outcry::detect
