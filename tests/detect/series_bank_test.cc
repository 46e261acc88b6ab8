#include "detect/series_bank.h"

#include <gtest/gtest.h>

#include "detect/snapshot.h"
#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using testing::at;

const Pace kMinute{std::chrono::seconds{60}};

/// One series among others, which hear nothing but silence.
struct Driver {
  SeriesBank bank{kMinute};
  std::size_t own = 9;
  int n = 0;

  Driver() {
    for (std::size_t i = 0; i < 11; ++i) bank.admit(0);
  }

  double feed(double x) {
    const HeardWindow window{n, week_time(at(std::chrono::minutes(n))), 1};
    const double age = n++ / 1'440.0;
    bank.begin_window(window);
    bank.report(own, static_cast<std::uint32_t>(x));
    for (std::size_t block = 0; block < bank.blocks(); ++block) {
      bank.begin_block(block, age, [](std::size_t) { return 0.0; });
      bank.advance(block, bank.observe(block, window, age), window);
    }
    return bank.expected(own);
  }
};

TEST(SeriesBank, KnowsItsRateWithinAnHour) {
  Driver driver;
  testing::Counts counts(1);
  double m = 0;
  for (int i = 0; i < 90; ++i) m = driver.feed(counts(2));
  EXPECT_NEAR(m, 2, 0.5);
}

TEST(SeriesBank, LearnsARateBelowOneInAnHour) {
  Driver driver;
  testing::Counts counts(1);
  double m = 0;
  for (int i = 0; i < 20 * 1'440; ++i) m = driver.feed(counts(0.01));
  EXPECT_NEAR(m, 0.01, 0.003);
}

TEST(SeriesBank, DoesNotTakeARampForTheUsualWhileItClimbs) {
  Driver driver;
  testing::Counts counts(1);
  double before = 0;
  for (int i = 0; i < 2 * 1'440; ++i) before = driver.feed(counts(2));
  double m = 0;
  for (int i = 0; i < 150; ++i) m = driver.feed(counts(2 + i / 25.0));
  EXPECT_NEAR(m, before, 0.3);
}

TEST(SeriesBank, ForgetsWhatWaitsWhenAnAlarmComes) {
  Driver driver;
  testing::Counts counts(1);
  for (int i = 0; i < 2 * 1'440; ++i) driver.feed(counts(2));
  for (int i = 0; i < 100; ++i) driver.feed(counts(6));
  driver.bank.discard_pending(driver.own, 100);
  double m = 0;
  for (int i = 0; i < 400; ++i) m = driver.feed(counts(2));
  EXPECT_NEAR(m, 2, 0.3);
}

TEST(SeriesBank, IsNotTaughtByASpike) {
  Driver driver;
  testing::Counts counts(1);
  for (int i = 0; i < 3 * 1'440; ++i) driver.feed(i % 700 == 0 ? 5'000 : counts(2));
  EXPECT_NEAR(driver.feed(2), 2, 0.4);
}

TEST(SeriesBank, LearnsNothingUnderAlarm) {
  Driver driver;
  testing::Counts counts(1);
  for (int i = 0; i < 2 * 1'440; ++i) driver.feed(counts(2));
  driver.bank.set_alarm(driver.own, true);
  double m = 0;
  for (int i = 0; i < 1'440; ++i) m = driver.feed(counts(20));
  EXPECT_NEAR(m, 2, 0.3);
  EXPECT_NEAR(driver.bank.series(driver.own).fit().k, 0, 0.2);
}

TEST(SeriesBank, ExpectsNothingOfAWindowThatNobodyHeard) {
  Driver driver;
  for (int i = 0; i < 100; ++i) driver.feed(3);
  driver.bank.blind();
  EXPECT_EQ(driver.bank.expected(driver.own), 0);
  EXPECT_EQ(driver.bank.observed(driver.own), 0);
}

TEST(SeriesBank, TakesANewNormalAtOnce) {
  Driver driver;
  testing::Counts counts(1);
  double before = 0;
  for (int i = 0; i < 2 * 1'440; ++i) before = driver.feed(counts(2));
  driver.bank.rescale(driver.own, 4);
  EXPECT_NEAR(driver.feed(8) / before, 4, 0.3);
}

TEST(SeriesBank, KeepsItsSeriesApart) {
  Driver driver;
  testing::Counts counts(5);
  for (int i = 0; i < 500; ++i) driver.feed(counts(7));
  EXPECT_NEAR(driver.bank.expected(driver.own), 7, 0.7);
  EXPECT_LT(driver.bank.expected(driver.own - 1), 0.1);
  EXPECT_LT(driver.bank.expected(driver.own + 1), 0.1);
}

TEST(SeriesBank, ComesBackFromASnapshot) {
  Driver driver;
  testing::Counts counts(1);
  for (int i = 0; i < 900; ++i) driver.feed(counts(2));
  SnapshotWriter writer;
  driver.bank.visit(writer);
  const std::string bytes = writer.take();
  Driver twin;
  SnapshotReader reader(bytes);
  twin.bank.visit(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  EXPECT_TRUE(twin.bank.consistent());
  twin.n = driver.n;
  for (int i = 0; i < 900; ++i) {
    const double x = counts(2);
    EXPECT_EQ(driver.feed(x), twin.feed(x));
  }
}

}  // namespace
}  // namespace outcry::detect
