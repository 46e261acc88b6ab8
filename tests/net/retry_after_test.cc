#include "net/retry_after.h"

#include <gtest/gtest.h>

namespace outcry::net {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

/// Sun, 06 Nov 1994 08:49:37 GMT: the example of RFC 9110.
const std::chrono::system_clock::time_point kNow{seconds(784'111'777)};

TEST(RetryAfter, ReadsSeconds) {
  EXPECT_EQ(retry_after("120", kNow), seconds(120));
  EXPECT_EQ(retry_after(" 0 ", kNow), seconds(0));
}

TEST(RetryAfter, ReadsTheThreeDatesOfHttp) {
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:50:37 GMT", kNow), seconds(60));
  EXPECT_EQ(retry_after("Sunday, 06-Nov-94 08:50:37 GMT", kNow), seconds(60));
  EXPECT_EQ(retry_after("Sun Nov  6 08:50:37 1994", kNow), seconds(60));
}

TEST(RetryAfter, IsNeverBelowZeroNorAboveADay) {
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:48:37 GMT", kNow), seconds(0));
  EXPECT_EQ(retry_after("Fri, 31 Dec 2199 23:59:59 GMT", kNow), hours(24));
  EXPECT_EQ(retry_after("99999999999999999999999", kNow), hours(24));
}

TEST(RetryAfter, IsNothingWhenItSaysNothing) {
  for (const auto* text : {"", "soon", "-1", "1.5", "12 s", "Sun, 06 Nov", "Sun, 06 Nov 1994 08:50:37 CET", "0x10"}) {
    EXPECT_FALSE(retry_after(text, kNow)) << text;
  }
}

TEST(RateLimitReset, ReadsEveryPlatformsForm) {
  const std::chrono::system_clock::time_point now{seconds(1'796'000'000)};
  EXPECT_EQ(rate_limit_reset("1796000300", now), seconds(300));
  EXPECT_EQ(rate_limit_reset("300", now), seconds(300));
  EXPECT_EQ(rate_limit_reset("299.5", now), seconds(300));
  EXPECT_EQ(rate_limit_reset("2026-11-30T00:58:20.123456Z", now), seconds(300));
}

TEST(RateLimitReset, KeepsItsBounds) {
  EXPECT_EQ(rate_limit_reset("1000000000", kNow), hours(24));
  EXPECT_EQ(rate_limit_reset("999999999", kNow), hours(24));
  EXPECT_EQ(rate_limit_reset("1000000000", std::chrono::system_clock::time_point(seconds(1'796'000'000))), seconds(0));
  for (const auto* text : {"", ".", "x", "1.x", "2026-11-30T00:58:20", "-5"}) {
    EXPECT_FALSE(rate_limit_reset(text, kNow)) << text;
  }
}

}  // namespace
}  // namespace outcry::net
