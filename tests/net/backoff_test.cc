#include "net/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace outcry::net {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Failure of(Fault fault) {
  Failure failure;
  failure.fault = fault;
  return failure;
}

/// The longest wait among many first ones.
milliseconds longest_first(Fault fault) {
  milliseconds longest{0};
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    longest = std::max(longest, Backoff({}, seed).next(of(fault)));
  }
  return longest;
}

TEST(Backoff, NeverWaitsLongerThanItsCeilingNorShorterThanHalfTheFirst) {
  Backoff backoff({}, 7);
  for (int i = 0; i < 200; ++i) {
    const auto wait = backoff.next(of(Fault::network));
    EXPECT_GE(wait, milliseconds(125));
    EXPECT_LE(wait, seconds(30));
  }
}

TEST(Backoff, GrowsUntilItsCeiling) {
  Backoff backoff({}, 7);
  milliseconds longest{0};
  for (int i = 0; i < 60; ++i) longest = std::max(longest, backoff.next(of(Fault::network)));
  EXPECT_GT(longest, seconds(15));
}

TEST(Backoff, SpreadsItsWaits) {
  std::set<milliseconds> waits;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Backoff backoff({}, seed);
    for (int i = 0; i < 8; ++i) backoff.next(of(Fault::network));
    waits.insert(backoff.next(of(Fault::network)));
  }
  EXPECT_GT(waits.size(), 45u);
}

TEST(Backoff, BeginsByClassOfFault) {
  EXPECT_LE(longest_first(Fault::network), milliseconds(250));
  EXPECT_LE(longest_first(Fault::protocol), milliseconds(250));
  EXPECT_GT(longest_first(Fault::server), milliseconds(2000));
  EXPECT_LE(longest_first(Fault::server), milliseconds(2500));
  EXPECT_GT(longest_first(Fault::throttled), seconds(50));
  EXPECT_LE(longest_first(Fault::throttled), minutes(1));
}

TEST(Backoff, CountsClassesApart) {
  Backoff backoff({}, 7);
  for (int i = 0; i < 20; ++i) backoff.next(of(Fault::server));
  EXPECT_LE(backoff.next(of(Fault::network)), milliseconds(250));
  EXPECT_EQ(backoff.failures(), 21u);
}

TEST(Backoff, WaitsAsLongAsTheServerAsks) {
  Backoff backoff({}, 7);
  auto failure = of(Fault::throttled);
  failure.retry_after = seconds(3600);
  EXPECT_EQ(backoff.next(failure), hours(1));
}

TEST(Backoff, NoServerSilencesItForMoreThanADay) {
  Backoff backoff({}, 7);
  auto failure = of(Fault::throttled);
  failure.retry_after = seconds::max();
  EXPECT_EQ(backoff.next(failure), hours(24));
}

TEST(Backoff, BeginsAnewAfterProgress) {
  Backoff backoff({}, 7);
  for (int i = 0; i < 20; ++i) backoff.next(of(Fault::network));
  backoff.progress();
  EXPECT_EQ(backoff.failures(), 0u);
  EXPECT_LE(backoff.next(of(Fault::network)), milliseconds(250));
}

TEST(Backoff, IsTheSameForTheSameSeed) {
  Backoff one({}, 7);
  Backoff other({}, 7);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(one.next(of(Fault::server)), other.next(of(Fault::server)));
}

TEST(Backoff, TakesOptionsOfNothing) {
  Backoff backoff({milliseconds(0), milliseconds(0), milliseconds(0), milliseconds(0)}, 7);
  EXPECT_LE(backoff.next(of(Fault::network)), milliseconds(1));
}

}  // namespace
}  // namespace outcry::net
