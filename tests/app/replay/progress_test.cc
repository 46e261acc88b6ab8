// How far a run has come, as people and programs see it.
#include "app/replay/progress.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace outcry::app {
namespace {

using namespace std::chrono_literals;

const ProgressState kHalfway{.posts = 1'200'000,
                             .bytes_read = 34'000'000,
                             .bytes_total = 68'000'000,
                             .reached = parse_rfc3339("2026-03-08T19:42:10Z").value(),
                             .incidents = 1};

TEST(Progress, TellsPostsBytesRateTimeIncidentsAndWhatIsLeft) {
  EXPECT_EQ(
      progress_line(kHalfway, 2s, 200),
      "[##########..........]  50 %  1.20 M posts  34.0 MB  600 k posts/s  at 2026-03-08 19:42  1 incident  2 s left");
}

TEST(Progress, WithoutAKnownSizeThereIsNoBarAndNoTimeLeft) {
  ProgressState state = kHalfway;
  state.bytes_total = 0;
  state.incidents = 2;
  EXPECT_EQ(progress_line(state, 2s, 200), "1.20 M posts  34.0 MB  600 k posts/s  at 2026-03-08 19:42  2 incidents");
}

TEST(Progress, LeavesOutWhatDoesNotFitInsteadOfCuttingIt) {
  EXPECT_EQ(progress_line(kHalfway, 2s, 80),
            "[##########..........]  50 %  1.20 M posts  at 2026-03-08 19:42  1 incident");
  EXPECT_EQ(progress_line(kHalfway, 2s, 50), "[##########..........]  50 %  1.20 M posts");
  EXPECT_EQ(progress_line(kHalfway, 2s, 20).size(), 19U);
}

TEST(Progress, BeforeTheFirstPostNothingIsInvented) {
  EXPECT_EQ(progress_line({}, 0s, 80), "0 posts  0 kB  0 posts/s  0 incidents");
}

TEST(Progress, ShowsAtMostTenTimesASecondAndAlwaysTheLast) {
  std::ostringstream out;
  const Progress::Clock::time_point start{};
  Progress progress(out, ProgressStyle::bar, 80, start);
  progress.show(kHalfway, start + 1ms);
  const auto once = out.str().size();
  progress.show(kHalfway, start + 50ms);
  EXPECT_EQ(out.str().size(), once);
  progress.show(kHalfway, start + 200ms);
  EXPECT_GT(out.str().size(), once);
  progress.finish(kHalfway, start + 201ms);
  EXPECT_TRUE(out.str().ends_with("\n"));
}

TEST(Progress, JsonIsALineForEachState) {
  std::ostringstream out;
  const Progress::Clock::time_point start{};
  Progress progress(out, ProgressStyle::json, 80, start);
  progress.finish(kHalfway, start + 2s);
  const auto json = nlohmann::json::parse(out.str());
  EXPECT_EQ(json["posts"], 1'200'000);
  EXPECT_EQ(json["reached"], "2026-03-08T19:42:10Z");
  EXPECT_EQ(json["seconds_left"], 2);
}

TEST(Progress, NoneWritesNothing) {
  std::ostringstream out;
  Progress progress(out, ProgressStyle::none, 80, {});
  progress.show(kHalfway, Progress::Clock::time_point{} + 1s);
  progress.clear();
  progress.finish(kHalfway, Progress::Clock::time_point{} + 2s);
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace outcry::app
