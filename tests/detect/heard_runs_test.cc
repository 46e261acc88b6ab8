#include "detect/heard_runs.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "detect/snapshot.h"

namespace outcry::detect {
namespace {

using Windows = std::vector<std::pair<std::int64_t, double>>;

Windows windows_from(const HeardRuns& heard, std::int64_t first) {
  Windows out;
  heard.each_from(first, [&](std::int64_t number, double expected) { out.emplace_back(number, expected); });
  return out;
}

TEST(HeardRuns, LeavesOutWhatNobodyHeard) {
  HeardRuns heard;
  for (const std::int64_t number : {3, 4, 7}) heard.add(number, 0.5, 30);
  EXPECT_EQ(windows_from(heard, 0), (Windows{{3, 0.5}, {4, 0.5}, {7, 0.5}}));
  EXPECT_EQ(windows_from(heard, 4), (Windows{{4, 0.5}, {7, 0.5}}));
}

TEST(HeardRuns, TakesTheMeanOfNeighbours) {
  HeardRuns heard;
  for (const std::int64_t number : {0, 1, 2}) heard.add(number, static_cast<double>(number), 2);
  EXPECT_EQ(windows_from(heard, 0), (Windows{{0, 0.5}, {1, 0.5}, {2, 2}}));
}

TEST(HeardRuns, BeginsWithARunOfMany) {
  HeardRuns heard;
  heard.add_run(5, 0, 1, 2);
  EXPECT_TRUE(heard.empty());
  heard.add_run(0, 5, 0.1, 2);
  heard.add(5, 1, 2);
  EXPECT_EQ(windows_from(heard, 4), (Windows{{4, 0.1}, {5, 1}}));
}

TEST(HeardRuns, ForgetsWhatIsOld) {
  HeardRuns heard;
  for (std::int64_t number = 0; number < 10; ++number) heard.add(number, 1, 3);
  heard.forget(6);
  EXPECT_EQ(windows_from(heard, 0).front().first, 6);
  heard.forget(100);
  EXPECT_TRUE(heard.empty());
}

TEST(HeardRuns, ComesBackFromASnapshot) {
  HeardRuns heard;
  for (const std::int64_t number : {1, 2, 5}) heard.add(number, 0.25, 30);
  SnapshotWriter writer;
  heard.visit(writer);
  const std::string bytes = writer.take();
  SnapshotReader reader(bytes);
  HeardRuns again;
  again.visit(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(windows_from(again, 0), windows_from(heard, 0));
}

}  // namespace
}  // namespace outcry::detect
