#include "net/refusal.h"

#include <gtest/gtest.h>

namespace outcry::net {
namespace {

using std::chrono::seconds;

const std::chrono::system_clock::time_point kNow{seconds(1'796'000'000)};

TEST(Refusal, IsClassedByItsStatus) {
  for (const unsigned status : {400u, 401u, 403u, 404u, 407u, 410u, 451u})
    EXPECT_EQ(fault_of(status, false), Fault::fatal);
  for (const unsigned status : {408u, 409u, 500u, 502u, 503u, 504u}) EXPECT_EQ(fault_of(status, false), Fault::server);
  EXPECT_EQ(fault_of(503, true), Fault::throttled);
  EXPECT_EQ(fault_of(429, false), Fault::throttled);
  EXPECT_EQ(fault_of(420, false), Fault::throttled);
  for (const unsigned status : {199u, 200u, 302u}) EXPECT_EQ(fault_of(status, false), Fault::protocol);
}

TEST(Refusal, SaysWhoAndWhatInASentence) {
  const auto failure = failure_of(Refusal{.who = "example.org", .status = 404, .body = "no such thing"}, kNow);
  EXPECT_EQ(failure.what, "example.org answered 404 Not Found");
  EXPECT_EQ(failure.status, 404u);
  EXPECT_EQ(failure.body, "no such thing");
  EXPECT_EQ(failure_of(Refusal{.who = "example.org", .status = 799}, kNow).what, "example.org answered 799");
}

TEST(Refusal, KeepsFourKibibytesOfTheBody) {
  const std::string body(10000, 'x');
  EXPECT_EQ(failure_of(Refusal{.who = "a", .status = 500, .body = body}, kNow).body.size(), 4096u);
}

TEST(Refusal, TheResetCountsOnlyWhereALimitWasHit) {
  EXPECT_EQ(failure_of(Refusal{.status = 429, .x_rate_limit_reset = "1796000060"}, kNow).retry_after, seconds(60));
  EXPECT_EQ(failure_of(Refusal{.status = 429, .x_ratelimit_reset = "61"}, kNow).retry_after, seconds(61));
  EXPECT_EQ(failure_of(Refusal{.status = 429, .retry_after = "5", .x_ratelimit_reset = "61"}, kNow).retry_after,
            seconds(5));
  EXPECT_FALSE(failure_of(Refusal{.status = 503, .x_rate_limit_reset = "1796000060"}, kNow).retry_after);
}

TEST(Refusal, ShowsNothingThatATerminalWouldObey) { EXPECT_EQ(shown("a\x1b[31mb\nc\xc3\xa4"), "a?[31mb?c??"); }

}  // namespace
}  // namespace outcry::net
