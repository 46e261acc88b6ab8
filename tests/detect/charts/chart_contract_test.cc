// What every chart of the table must do.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "detect/charts.h"
#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

constexpr double kPromise = 43'200;

class ChartContract : public ::testing::TestWithParam<std::string> {
 protected:
  ChartContract() : chart(make(kPromise)) {}

  static std::unique_ptr<Chart> make(double promise) {
    auto charts = make_charts({Pace{std::chrono::seconds{60}}, promise});
    const auto names = chart_names();
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] != GetParam()) continue;
      charts[i]->resize(1);
      return std::move(charts[i]);
    }
    return nullptr;
  }

  /// A series whose level is known not to wander: independent counts of relative variance k.
  struct Driver {
    explicit Driver(Chart& c, double k) : chart(&c), noise(testing::noise_of(1e-6, 1e-6, 0.98, 0.997, k)) {}
    Reading feed(double x, double m) {
      if (window == 0) level = resting_level(noise);
      const Observation observation = testing::seen(window++, x, m, level, noise, 10);
      chart->update(0, observation);
      correct(level, observation.prediction, observation.x);
      revert(level, noise);
      return chart->reading(0);
    }
    Chart* chart;
    LevelNoise noise;
    LevelState level;
    std::int64_t window = 0;
  };

  /// Windows from the surge on until the chart fires, 0 = not within 600.
  int delay(double factor, std::uint64_t seed) {
    auto fresh = make(kPromise);
    Driver driver(*fresh, 0.1);
    testing::Counts counts(seed);
    for (int i = 0; i < 200; ++i) driver.feed(counts(1, 10), 1);
    for (int i = 1; i <= 600; ++i)
      if (driver.feed(counts(factor, 10), 1).fires()) return i;
    return 0;
  }

  double mean_delay(double factor) {
    double sum = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const int windows = delay(factor, seed);
      EXPECT_GT(windows, 0) << "x" << factor << ", seed " << seed;
      sum += windows;
    }
    return sum / 20;
  }

  std::unique_ptr<Chart> chart;
};

TEST_P(ChartContract, SaysItsName) { EXPECT_EQ(chart->name(), GetParam()); }

TEST_P(ChartContract, StaysSilentOnConstantInput) {
  Driver driver(*chart, 0.05);
  for (int i = 0; i < 3'000; ++i) EXPECT_FALSE(driver.feed(3, 3).fires());
}

TEST_P(ChartContract, StaysSilentWhenNobodyReports) {
  Driver driver(*chart, 0.05);
  for (int i = 0; i < 3'000; ++i) EXPECT_FALSE(driver.feed(0, 0.001).fires());
}

TEST_P(ChartContract, FiresOnATenfoldSurgeWithinFiveWindows) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const int windows = delay(10, seed);
    EXPECT_GT(windows, 0);
    EXPECT_LE(windows, 5);
  }
}

TEST_P(ChartContract, FiresSoonerTheLargerTheSurge) {
  const double small = mean_delay(2);
  const double middle = mean_delay(4);
  EXPECT_GT(small, middle);
  EXPECT_GT(middle, mean_delay(12));
}

TEST_P(ChartContract, PointsToTheOnset) {
  Driver driver(*chart, 0.1);
  testing::Counts counts(3);
  for (int i = 0; i < 500; ++i) driver.feed(counts(1, 10), 1);
  for (int i = 0; i < 60; ++i) {
    const Reading reading = driver.feed(counts(8, 10), 1);
    if (!reading.fires()) continue;
    EXPECT_NEAR(static_cast<double>(reading.onset), 500, 10);
    EXPECT_LE(reading.onset_from, reading.onset);
    EXPECT_GE(reading.onset_to, reading.onset);
    return;
  }
  FAIL() << "silent";
}

TEST_P(ChartContract, StaysFiniteWhateverComes) {
  Driver driver(*chart, 0.2);
  for (const double x : {0.0, 1.0, 1e6, 4e9, 0.0, 4e9, 4e9, 0.0}) {
    for (const double m : {0.0, 1e-12, 1e-4, 1.0, 1e7}) {
      const Reading reading = driver.feed(x, m);
      EXPECT_TRUE(std::isfinite(reading.value)) << x << " of " << m;
      EXPECT_TRUE(std::isfinite(reading.threshold));
      EXPECT_TRUE(std::isfinite(reading.false_alarms_per_day));
      EXPECT_TRUE(std::isfinite(driver.level.a[0]));
    }
  }
}

TEST_P(ChartContract, RestoresToTheSameReadings) {
  Driver driver(*chart, 0.1);
  testing::Counts counts(9);
  for (int i = 0; i < 300; ++i) driver.feed(counts(2, 10), 2);
  SnapshotWriter writer;
  chart->save(writer);
  const std::string bytes = writer.take();
  auto copy = make(kPromise);
  SnapshotReader reader(bytes);
  copy->load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  Driver twin(*copy, 0.1);
  twin.level = driver.level;
  twin.window = driver.window;
  for (int i = 0; i < 50; ++i) {
    const double x = counts(6, 10);
    const Reading a = driver.feed(x, 2);
    const Reading b = twin.feed(x, 2);
    EXPECT_EQ(a.value, b.value);
    EXPECT_EQ(a.threshold, b.threshold);
    EXPECT_EQ(a.onset, b.onset);
  }
}

TEST_P(ChartContract, KeepsItsLanesApart) {
  testing::Counts counts(4);
  auto alone = make(kPromise);
  auto crowded = make(kPromise);
  const std::array<double, 3> quiet{0, 1, 3};
  for (int i = 0; i < 200; ++i) {
    const Observation own = testing::seen(i, counts(i < 150 ? 1 : 9, 10), 1, 0.1, 10);
    Observation other = testing::seen(i, i % 7 == 0 ? 4e9 : quiet[static_cast<std::size_t>(i % 3)], 1e-3, 3, 10);
    testing::replace_lane(other, 0, own);
    alone->update(0, own);
    crowded->update(0, other);
    if (i == 160) crowded->reset(3);
    EXPECT_EQ(alone->reading(0).value, crowded->reading(0).value);
    EXPECT_EQ(alone->reading(0).threshold, crowded->reading(0).threshold);
    EXPECT_EQ(alone->reading(0).onset, crowded->reading(0).onset);
  }
}

TEST_P(ChartContract, SaysALowerRateForAHigherStatistic) {
  Driver driver(*chart, 0.1);
  driver.feed(1, 1);
  double last = std::numeric_limits<double>::infinity();
  double value = -1e9;
  for (int i = 0; i < 8; ++i) {
    const Reading reading = driver.feed(6, 1);
    EXPECT_GE(reading.value, value);
    EXPECT_LE(reading.false_alarms_per_day, last);
    value = reading.value;
    last = reading.false_alarms_per_day;
  }
}

/// A promise of one in 500 windows, 200,000 windows: the chart's own model, known. `sr` is conservative by
/// construction when nothing of its own history is learnt (the driver counts none).
TEST_P(ChartContract, KeepsItsRunLengthOnCountsOfItsOwnModel) {
  constexpr double promise = 500;
  auto fresh = make(promise);
  Driver driver(*fresh, 0.2);
  testing::Counts counts(11);
  int alarms = 0;
  for (int i = 0; i < 200'000; ++i) {
    if (!driver.feed(counts(1, 5), 1).fires()) continue;
    ++alarms;
    // Not `reset`, which is fast again by intention: a chart that begins anew.
    SnapshotWriter writer;
    make(promise)->save(writer);
    const std::string bytes = writer.take();
    SnapshotReader reader(bytes);
    fresh->load(reader);
  }
  EXPECT_LT(alarms, 2.0 * 200'000 / promise);
  EXPECT_GT(alarms, (GetParam() == "sr" ? 0.1 : 0.3) * 200'000 / promise);
}

INSTANTIATE_TEST_SUITE_P(EveryChart, ChartContract, ::testing::Values("sr", "cusum", "ewma"),
                         [](const auto& p) { return p.param; });

TEST(Charts, AreAllUnderTheContract) {
  EXPECT_EQ(chart_names(), (std::vector<std::string_view>{"sr", "cusum", "ewma"}));
}

}  // namespace
}  // namespace outcry::detect
