#include "detect/surge.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

const Pace kFiveMinutes{std::chrono::seconds(300)};
constexpr int kDay = 288;

struct Stream {
  Surge surge{kFiveMinutes};
  testing::Counts counts{11};

  Surge::Reading feed(double rate, double size) { return surge.observe(counts(rate, size)); }
  void days(int n, double rate, double size) {
    for (int i = 0; i < n * kDay; ++i) feed(rate, size);
  }
};

TEST(Surge, SaysNothingOnItsFirstDay) {
  Stream stream;
  for (int i = 0; i < kDay - 1; ++i) EXPECT_FALSE(stream.feed(5, 5).is_grown);
  stream.feed(5, 5);
  EXPECT_TRUE(stream.feed(5, 5).is_grown);
}

TEST(Surge, ExpectsTheUsualCount) {
  Stream stream;
  stream.days(10, 20, 5);
  EXPECT_NEAR(stream.feed(20, 5).expected, 20, 1.5);
}

TEST(Surge, ALargerSurgeIsRarer) {
  double last = -5;
  for (const double count : {12.0, 30.0, 60.0, 120.0, 500.0}) {
    Stream stream;
    stream.days(20, 5, 2);
    const double score = stream.surge.observe(count).score;
    EXPECT_GT(score, last) << count;
    last = score;
  }
  EXPECT_GT(last, 2);
}

TEST(Surge, ABurstDoesNotTeachTheLevel) {
  Stream stream;
  stream.days(10, 10, 5);
  for (int i = 0; i < 24; ++i) stream.surge.observe(1'000);
  EXPECT_LT(stream.feed(10, 5).expected, 12);
}

/// Once a week is asked of 200 days of bursty counts, each told once.
TEST(Surge, TellsAboutAsOftenAsAsked) {
  for (const double rate : {0.3, 5.0, 70.0}) {
    Stream stream;
    ToldOnce rule(kFiveMinutes, std::log10(7.0));
    int told = 0;
    for (int i = 0; i < 200 * kDay; ++i) {
      const auto reading = stream.feed(rate, 1);
      if (reading.is_grown && rule.tells(i, reading.score)) ++told;
    }
    EXPECT_GT(told, 200 / 7 / 3) << rate;
    EXPECT_LT(told, 200 / 7 * 2) << rate;
  }
}

TEST(Surge, ASilentFirstDayDoesNotMakeAWonderOfEveryPost) {
  for (const double rate : {0.02, 0.3, 5.0}) {
    Stream stream;
    ToldOnce rule(kFiveMinutes, std::log10(7.0));
    for (int i = 0; i < 26 * 12; ++i) stream.surge.observe(0);
    int told = 0;
    for (int i = 0; i < 60 * kDay; ++i) told += rule.tells(i, stream.feed(rate, 0).score) ? 1 : 0;
    EXPECT_LE(told, 2 * 60 / 7 + 3) << rate;
  }
}

TEST(Surge, AGapBeginsTheSumsAnew) {
  Stream stream;
  stream.days(5, 20, 5);
  for (int i = 0; i < 3; ++i) stream.surge.observe(200);
  const double amid = stream.surge.observe(200).score;
  stream.surge.skip();
  EXPECT_LT(stream.surge.observe(20).score, amid);
}

TEST(Surge, StaysFiniteWhateverComes) {
  Stream stream;
  for (int round = 0; round < 60; ++round) {
    for (const double x : {0.0, 1e12, 0.0, 0.0, 1.0, 1e12, 1e12, 3.0}) {
      const auto reading = stream.surge.observe(x);
      EXPECT_TRUE(std::isfinite(reading.score));
      EXPECT_TRUE(std::isfinite(reading.expected));
    }
  }
}

TEST(Surge, TakesWindowsOfAnyLength) {
  for (const int seconds : {10, 60, 1'800, 3'600}) {
    Surge surge(Pace{std::chrono::seconds(seconds)});
    testing::Counts counts(3);
    for (int i = 0; i < 3 * 86'400 / seconds; ++i) surge.observe(counts(4, 5));
    EXPECT_GT(surge.observe(400).score, 1) << seconds;
  }
}

TEST(ToldOnce, TellsASurgeOnceUnlessItGetsTenTimesRarer) {
  ToldOnce rule(kFiveMinutes, 1);
  EXPECT_FALSE(rule.tells(0, 0.9));
  EXPECT_TRUE(rule.tells(1, 1.2));
  EXPECT_FALSE(rule.tells(2, 2.1));
  EXPECT_TRUE(rule.tells(3, 2.3));
  EXPECT_FALSE(rule.tells(4, 2.3));
  EXPECT_FALSE(rule.tells(3 + kDay - 1, 1.5));
  EXPECT_TRUE(rule.tells(3 + kDay, 1.5));
}

TEST(ToldOnce, HoldsWhatIsNotToldBelowTheLimit) {
  const ToldOnce rule(kFiveMinutes, 1);
  EXPECT_EQ(rule.held(true, 4), 4);
  EXPECT_LT(rule.held(false, 4), 1);
  EXPECT_EQ(rule.held(false, -3), -3);
}

}  // namespace
}  // namespace outcry::detect
