#include "detect/series.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using testing::at;

const Pace kMinute{std::chrono::seconds{60}};

struct Driver {
  Series series{kMinute, 0};
  NoiseTables tables{kMinute};
  int n = 0;

  double feed(double x) {
    const double age = n / 1'440.0;
    const WeekTime when = week_time(at(std::chrono::minutes(n++)));
    series.tick();
    if (series.refit_due(age)) series.refit(tables, 0, age);
    const Prediction prediction = series.expect(when, 1);
    series.advance(x, prediction);
    series.learn(when, x, 1, prediction, nullptr);
    return prediction.m;
  }
};

TEST(Series, KnowsItsRateWithinAnHour) {
  Driver driver;
  testing::Counts counts(1);
  double m = 0;
  for (int i = 0; i < 90; ++i) m = driver.feed(counts(2));
  EXPECT_NEAR(m, 2, 0.5);
}

TEST(Series, LearnsARateBelowOneInAnHour) {
  Driver driver;
  testing::Counts counts(1);
  double m = 0;
  for (int i = 0; i < 20 * 1'440; ++i) m = driver.feed(counts(0.01));
  EXPECT_NEAR(m, 0.01, 0.003);
}

TEST(Series, DoesNotTakeARampForTheUsualWhileItClimbs) {
  Driver driver;
  testing::Counts counts(1);
  double before = 0;
  for (int i = 0; i < 2 * 1'440; ++i) before = driver.feed(counts(2));
  double m = 0;
  for (int i = 0; i < 150; ++i) m = driver.feed(counts(2 + i / 25.0));
  EXPECT_NEAR(m, before, 0.3);
}

TEST(Series, ForgetsWhatWaitsWhenAnAlarmComes) {
  Driver driver;
  testing::Counts counts(1);
  for (int i = 0; i < 2 * 1'440; ++i) driver.feed(counts(2));
  for (int i = 0; i < 100; ++i) driver.feed(counts(6));
  driver.series.discard_pending(100);
  double m = 0;
  for (int i = 0; i < 400; ++i) m = driver.feed(counts(2));
  EXPECT_NEAR(m, 2, 0.3);
}

TEST(Series, IsNotTaughtByASpike) {
  Driver driver;
  testing::Counts counts(1);
  for (int i = 0; i < 3 * 1'440; ++i) driver.feed(i % 700 == 0 ? 5'000 : counts(2));
  EXPECT_NEAR(driver.feed(2), 2, 0.4);
}

}  // namespace
}  // namespace outcry::detect
