#include "detect/series.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using testing::at;

const Pace kMinute{std::chrono::seconds{60}};

PendingHalfHour half_hour(double x, std::int64_t since) {
  return {.when = week_time(at(std::chrono::minutes(since))), .x = x, .n = 30, .since = since};
}

double rate(Series& series, double age_days) {
  series.refit(NoiseTables(kMinute), 0, age_days, 1);
  return series.baseline().counts();
}

TEST(Series, TurnsEpochsOftenWhileItIsYoung) {
  EXPECT_EQ(Series::epoch(kMinute, 0), 10);
  EXPECT_EQ(Series::epoch(kMinute, 2.0 / 24), 20);
  EXPECT_EQ(Series::epoch(kMinute, 0.9), 60);
  EXPECT_EQ(Series::epoch(kMinute, 1), 360);
}

TEST(Series, LearnsAtOnceOnTheFirstDay) {
  Series series(kMinute, 0);
  series.wait(half_hour(60, 1));
  series.turn_epoch({}, 30, 0.1);
  EXPECT_NEAR(rate(series, 0.1), 60, 1);
}

TEST(Series, LearnsLaterWhatComesOnOtherDays) {
  Series series(kMinute, 0);
  series.wait(half_hour(60, 1));
  series.turn_epoch({}, 360, 2);
  EXPECT_EQ(rate(series, 2), 0);
  series.turn_epoch({}, 720, 2);
  EXPECT_NEAR(rate(series, 2), 60, 1);
}

TEST(Series, ForgetsWhatWaitsOfAnAlarm) {
  Series series(kMinute, 0);
  series.wait(half_hour(60, 1));
  series.wait(half_hour(900, 31));
  series.discard_pending(20, 61);
  series.turn_epoch({}, 720, 2);
  EXPECT_NEAR(rate(series, 2), 60, 1);
}

}  // namespace
}  // namespace outcry::detect
