#include "outputs/delivery/signals.h"

#include <gtest/gtest.h>

#include "tests/outputs/delivery/log.h"

namespace outcry::outputs::delivery {
namespace {

using namespace std::chrono_literals;

const EventTime kBegin = at("2026-11-20T00:00:00Z");

class ASignalReader : public Log {
 protected:
  /// `n` more windows of a minute, in each of them as many reporters of Netflix as `reporters` says of its number.
  void count(Store& store, int n, const std::function<std::uint32_t(int)>& reporters, float expected) {
    Commit commit{.position = "0 []", .snapshot = "s"};
    for (int i = 0; i < n; ++i, ++minute_) {
      const EventTime begin = kBegin + minute_ * 1min;
      WindowCounts window{.window = {begin, begin + 1min}, .posts = 100, .exposure = 1};
      window.services = {{.service = ServiceId{0}, .reporters = reporters(minute_)}, {.service = ServiceId{1}}};
      commit.windows.push_back(std::move(window));
      if ((minute_ + 1) % 10 == 0)
        commit.levels.push_back({begin + 1min, {{.service = ServiceId{0}, .expected = expected}}});
    }
    commit.standing = {kBegin + minute_ * 1min, {{.service = ServiceId{0}, .expected = expected + 0.5F}}};
    ASSERT_TRUE(store.commit(commit));
  }

  int minute_ = 0;
};

TEST_F(ASignalReader, TellsWindowsAsFarAsTheyAreClosed) {
  auto store = writer();
  SignalReader reader(file());
  EXPECT_EQ(reader.read(kBegin)->until, kBegin) << "nothing was committed";
  count(
      store, 15, [](int minute) { return static_cast<std::uint32_t>(minute % 3); }, 2);
  EXPECT_EQ(reader.read(EventTime{})->until, kBegin + 15min) << "who is new begins now";
  const auto told = reader.read(kBegin).value();
  EXPECT_EQ(told.until, kBegin + 15min);
  ASSERT_EQ(told.signals.size(), 10U) << "where nobody reported nothing is told";
  EXPECT_EQ(told.signals[0].service, "netflix");
  EXPECT_EQ(told.signals[0].begin, kBegin + 1min);
  EXPECT_EQ(told.signals[0].end, kBegin + 2min);
  EXPECT_EQ(told.signals[0].reporters, 1U);
  EXPECT_EQ(told.signals[0].level_at, EventTime{}) << "nothing was known by then";
  EXPECT_EQ(told.signals[7].level_at, kBegin + 10min);
  EXPECT_EQ(told.signals[7].expected, 2.0F);
  EXPECT_EQ(told.signals[9].level_at, kBegin + 15min) << "that of the last window itself";
  EXPECT_EQ(told.signals[9].expected, 2.5F);
  EXPECT_TRUE(reader.read(told.until)->signals.empty());
  count(
      store, 1, [](int) { return 7U; }, 3);
  const auto next = reader.read(told.until).value();
  ASSERT_EQ(next.signals.size(), 1U);
  EXPECT_EQ(next.signals[0].reporters, 7U);
  EXPECT_EQ(next.signals[0].expected, 3.5F);
}

TEST_F(ASignalReader, TellsALongTimeInParts) {
  auto store = writer();
  count(
      store, 150, [](int) { return 1U; }, 2);
  SignalReader reader(file());
  std::vector<EventTime> begins;
  for (EventTime from = kBegin; from < kBegin + 150min;) {
    const auto told = reader.read(from).value();
    for (const Signal& signal : told.signals) begins.push_back(signal.begin);
    ASSERT_GT(told.until, from);
    EXPECT_LE(told.until - from, SignalReader::kMost);
    from = told.until;
  }
  EXPECT_EQ(begins.size(), 150U);
  EXPECT_TRUE(std::ranges::is_sorted(begins));
}

TEST_F(ASignalReader, FailsWhereThereIsNoStore) { EXPECT_FALSE(SignalReader(path("none.db")).read(kBegin)); }

}  // namespace
}  // namespace outcry::outputs::delivery
