#include "app/config/units.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

using namespace std::chrono_literals;

TEST(Units, ReadDurationsAsPeopleWriteThem) {
  EXPECT_EQ(parse_duration("60s"), 60s);
  EXPECT_EQ(parse_duration(" 5 min "), 5min);
  EXPECT_EQ(parse_duration("2h"), 2h);
  EXPECT_EQ(parse_duration("90 days"), 24h * 90);
  EXPECT_EQ(parse_duration("1h 30min"), 90min);
  EXPECT_EQ(parse_duration("1h30m"), 90min);
  EXPECT_EQ(parse_duration("1.5 Hours"), 90min);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("1w"), 24h * 7);
  EXPECT_EQ(parse_duration("0"), 0s);
}

TEST(Units, RefuseWhatIsNoDuration) {
  for (const auto* text : {"", "60", "s", "-5s", "5 parsecs", "1e3s", "5s later", "1..5s", "inf s", "nan s", "+5s",
                           "99999999999d", "5 s s", "٥s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(Units, ReadSizes) {
  EXPECT_EQ(parse_bytes("4096"), 4096U);
  EXPECT_EQ(parse_bytes("4096 B"), 4096U);
  EXPECT_EQ(parse_bytes("512KiB"), 512U << 10);
  EXPECT_EQ(parse_bytes("16 mb"), 16'000'000U);
  EXPECT_EQ(parse_bytes("1.5GiB"), 3ULL << 29);
  EXPECT_EQ(parse_bytes("1024TiB"), 1ULL << 50);
}

TEST(Units, RefuseWhatIsNoSize) {
  for (const auto* text : {"", "KiB", "-1B", "1 KB/s", "1.5", "0.3B", "12 apples", "99999999TiB", "1 K"})
    EXPECT_FALSE(parse_bytes(text)) << text;
}

TEST(Units, ReadRates) {
  EXPECT_DOUBLE_EQ(*parse_rate_per_day("1 per 90 days"), 1.0 / 90);
  EXPECT_DOUBLE_EQ(*parse_rate_per_day("2 per day"), 2);
  EXPECT_DOUBLE_EQ(*parse_rate_per_day("0.5/week"), 0.5 / 7);
  EXPECT_DOUBLE_EQ(*parse_rate_per_day("1 PER 12h"), 2);
}

TEST(Units, RefuseWhatIsNoRate) {
  for (const auto* text : {"", "1", "per day", "1 per", "1 per 0 days", "1 every day", "-1 per day", "1 per blue moon",
                           "1 per day or so"}) {
    EXPECT_FALSE(parse_rate_per_day(text)) << text;
  }
}

TEST(Units, WriteWhatTheyReadBack) {
  for (const auto duration : {0ms, 60'000ms, 120'000ms, 600'000ms, 3'600'000ms, 5'400'000ms, 86'400'000ms,
                              172'800'000ms, 1'500ms, 61'001ms}) {
    EXPECT_EQ(parse_duration(format_exact(duration)), duration) << format_exact(duration);
  }
  EXPECT_EQ(format_exact(1h), "1h");
  EXPECT_EQ(format_exact(24h * 30), "30d");
  for (const std::uint64_t bytes : {1ULL, 1024ULL, 512ULL << 10, 3ULL << 20, 1ULL << 50, 1000ULL})
    EXPECT_EQ(parse_bytes(format_exact_bytes(bytes)), bytes);
  for (const double rate : {1.0 / 90, 2.0, 1.0 / 3650, 24.0})
    EXPECT_NEAR(*parse_rate_per_day(format_rate_per_day(rate)), rate, 1e-9);
}

}  // namespace
}  // namespace outcry::app
