#include "detect/skew_guard.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using namespace std::chrono_literals;
using testing::at;
using Verdict = SkewGuard::Verdict;

SkewGuard begun() {
  SkewGuard guard(1h);
  guard.accept(at(0s));
  return guard;
}

TEST(SkewGuard, LetsOrdinaryTimesPass) {
  const auto guard = begun();
  EXPECT_TRUE(guard.plain(at(59min)));
  EXPECT_TRUE(guard.plain(at(-3h)));
  EXPECT_FALSE(guard.plain(at(61min)));
}

TEST(SkewGuard, NeedsThreeWitnessesForAJump) {
  auto guard = begun();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(guard.judge(at(5h + std::chrono::seconds(i)), 1), Verdict::held);
    EXPECT_TRUE(guard.settled().accepted.empty());
  }
  EXPECT_EQ(guard.judge(at(5h + 3s), 1), Verdict::held);
  EXPECT_EQ(guard.settled().accepted.size(), 4U);
  EXPECT_EQ(guard.newest(), at(5h + 3s));
}

TEST(SkewGuard, GivesUpWhatAnOrdinaryPostContradicts) {
  auto guard = begun();
  guard.judge(at(5h), 1);
  guard.judge(at(9h), 2);
  EXPECT_EQ(guard.judge(at(1s), 3), Verdict::accepted);
  EXPECT_EQ(guard.settled().refused.size(), 2U);
  EXPECT_EQ(guard.newest(), at(0s));
}

TEST(SkewGuard, BelievesTheLastGapOfASparseArchiveButNotALastPostOf2031) {
  auto guard = begun();
  for (int i = 1; i < 8; ++i) guard.judge(at(std::chrono::hours(6 * i)), 1);
  guard.settled();
  guard.judge(at(24h * 365 * 5), 2);
  const auto rest = guard.finish();
  EXPECT_EQ(rest.refused.size(), 1U);
  EXPECT_EQ(guard.newest(), at(42h));
}

TEST(SkewGuard, AcceptsAnArchiveOfOnePost) {
  SkewGuard guard(1h);
  guard.judge(at(0s), 1);
  EXPECT_EQ(guard.finish().accepted.size(), 1U);
}

/// Four first posts, one of them of another time, in any place.
TEST(SkewGuard, BeginsWhereMostOfTheFirstPostsAre) {
  for (const auto stray : {-24h * 365 * 50, 48h}) {
    for (std::size_t place = 0; place < 4; ++place) {
      SCOPED_TRACE(place);
      SkewGuard guard(1h);
      std::vector<EventTime> accepted;
      std::size_t refused = 0;
      for (std::size_t i = 0; i < 6; ++i) {
        const auto time = i == place ? at(stray) : at(std::chrono::seconds(i));
        if (guard.plain(time)) {
          guard.accept(time);
          accepted.push_back(time);
          continue;
        }
        const auto verdict = guard.judge(time, i);
        const auto settled = guard.settled();
        for (const auto& post : settled.accepted) accepted.push_back(post.time);
        refused += settled.refused.size();
        if (verdict == Verdict::accepted) accepted.push_back(time);
      }
      EXPECT_EQ(accepted.size(), 5U);
      EXPECT_EQ(refused, 1U);
      EXPECT_LT(guard.newest(), at(1min));
    }
  }
}

TEST(SkewGuard, AcceptsAnArchiveOfAFewPostsHoursApart) {
  SkewGuard guard(1h);
  std::size_t accepted = 0;
  for (int i = 0; i < 6; ++i) {
    guard.judge(at(std::chrono::hours(6 * i)), 1);
    accepted += guard.settled().accepted.size();
  }
  EXPECT_EQ(accepted + guard.finish().accepted.size(), 6U);
}

}  // namespace
}  // namespace outcry::detect
