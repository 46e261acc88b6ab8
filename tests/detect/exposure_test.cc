#include "detect/exposure.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using testing::Counts;
using testing::minute;

const Pace kMinute{std::chrono::seconds{60}};

TEST(Exposure, GoesBlindWhenABusyFeedFallsSilent) {
  ExposureMeter meter(kMinute);
  for (int n = 0; n < 1'440; ++n) EXPECT_FALSE(meter.judge(minute(n, 0, 1'000)).blind()) << n;
  EXPECT_TRUE(meter.judge(minute(1'440, 0, 0)).blind());
  EXPECT_TRUE(meter.judge(minute(1'441, 0, 0)).blind());
  EXPECT_FALSE(meter.judge(minute(1'442, 0, 1'000)).blind());
}

TEST(Exposure, LetsAFeedOfFourPostsADayBeSilentForADay) {
  ExposureMeter meter(kMinute);
  for (int n = 0; n < 14 * 1'440; ++n) EXPECT_FALSE(meter.judge(minute(n, 0, n % 360 == 0 ? 1 : 0)).blind());
  for (int n = 14 * 1'440; n < 15 * 1'440; ++n) EXPECT_FALSE(meter.judge(minute(n, 0, 0)).blind());
}

TEST(Exposure, NeverTakesRealQuietForADeadFeedInAMonth) {
  ExposureMeter meter(kMinute);
  Counts counts(12);
  int blind = 0;
  for (int n = 0; n < 30 * 1'440; ++n) blind += meter.judge(minute(n, 0, counts(0.2))).blind() ? 1 : 0;
  EXPECT_EQ(blind, 0);
}

TEST(Exposure, ScalesAWindowHeardInPart) {
  ExposureMeter meter(kMinute);
  Counts counts(2);
  for (int n = 0; n < 3 * 1'440; ++n) meter.judge(minute(n, 0, counts(1'000)));
  EXPECT_NEAR(meter.judge(minute(3 * 1'440, 0, 100)).factor, 0.1, 0.02);
}

TEST(Exposure, ScalesABacklogThatArrivesAtOnce) {
  ExposureMeter meter(kMinute);
  Counts counts(2);
  for (int n = 0; n < 3 * 1'440; ++n) meter.judge(minute(n, 0, counts(1'000)));
  EXPECT_NEAR(meter.judge(minute(3 * 1'440, 0, 8'000)).factor, 8, 1);
}

TEST(Exposure, IsNotRaisedByReportsThemselves) {
  ExposureMeter meter(kMinute);
  Counts counts(2);
  for (int n = 0; n < 3 * 1'440; ++n) meter.judge(minute(n, 0, counts(1'000)));
  EXPECT_EQ(meter.judge(minute(3 * 1'440, 5'000, 6'000)).factor, 1);
}

TEST(Exposure, TakesALastingChangeOfVolumeForTheNewVolume) {
  ExposureMeter meter(kMinute);
  Counts counts(2);
  for (int n = 0; n < 5 * 1'440; ++n) meter.judge(minute(n, 0, counts(1'000)));
  Heard heard;
  for (int n = 5 * 1'440; n < 7 * 1'440; ++n) heard = meter.judge(minute(n, 0, counts(200)));
  EXPECT_EQ(heard.factor, 1);
}

TEST(Exposure, BelievesWhatTheSourceSaysOfItself) {
  ExposureMeter meter(kMinute);
  auto window = minute(0, 0, 1'000);
  window.exposure = 0.5;
  EXPECT_DOUBLE_EQ(meter.judge(window).factor, 0.5);
  window.exposure = 0;
  EXPECT_TRUE(meter.judge(window).blind());
}

}  // namespace
}  // namespace outcry::detect
