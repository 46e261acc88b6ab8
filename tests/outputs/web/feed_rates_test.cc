#include "outputs/web/feed_rates.h"

#include <gtest/gtest.h>

#include "tests/outputs/example_incident.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

RunFacts facts(EventTime now, std::uint64_t messages) {
  return {.now = now, .feeds = {{.name = "a", .messages = messages}}};
}

TEST(FeedRates, CountTheLastMinute) {
  FeedRates rates;
  const EventTime now = at("2026-11-22T10:00:00Z");
  EXPECT_FALSE(rates.per_minute("a"));
  rates.look(facts(now, 1000));
  EXPECT_FALSE(rates.per_minute("a"));
  rates.look(facts(now + 30s, 1100));
  EXPECT_NEAR(rates.per_minute("a").value(), 200, 1e-9);
  for (int i = 1; i < 20; ++i) rates.look(facts(now + 30s + i * 30s, 1100));
  EXPECT_EQ(rates.per_minute("a"), 0);
}

TEST(FeedRates, ARunThatBeginsAnewIsNoFlood) {
  FeedRates rates;
  const EventTime now = at("2026-11-22T10:00:00Z");
  rates.look(facts(now, 1'000'000));
  rates.look(facts(now + 10s, 5));
  rates.look(facts(now + 20s, 15));
  EXPECT_NEAR(rates.per_minute("a").value(), 60, 1e-9);
}

TEST(FeedRates, ALaneHasNothingWhereNobodyLooked) {
  FeedRates rates;
  const EventTime now = at("2026-11-22T10:05:00Z");
  rates.look(facts(now, 100));
  rates.look(facts(now + 60s, 400));
  const Json lane = rates.lane("a", now + 60s);
  ASSERT_EQ(lane["observed"].size(), 144U);
  EXPECT_EQ(lane["observed"].back(), 50) << "300 in the six minutes of this step";
  EXPECT_TRUE(lane["observed"][142].is_null());
  EXPECT_EQ(lane["heard"][142], 0);
  EXPECT_EQ(rates.lane("nobody", now)["heard"].back(), 0);
}

}  // namespace
}  // namespace outcry::outputs::web
