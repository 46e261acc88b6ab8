#include "app/commands/sink_news.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace outcry::app {
namespace {

using namespace std::chrono_literals;
using outputs::delivery::SinkReport;
using outputs::delivery::SinkState;
using testing::ElementsAre;
using testing::IsEmpty;

class NewsOfSinks : public testing::Test {
 protected:
  std::vector<std::string> after(std::chrono::seconds span, std::vector<SinkReport> reports) {
    now_ += span;
    return news_.of(reports, now_);
  }

  SinkNews news_;
  EventTime now_ = parse_rfc3339("2026-11-22T20:00:00Z").value();
  SinkReport well_{.name = "hook", .tried = true};
  SinkReport troubled_{.name = "hook", .state = SinkState::backing_off, .why = "503 of the server", .tried = true};
};

TEST_F(NewsOfSinks, SaysWhatLastsAndWhenItIsOver) {
  EXPECT_THAT(after(0s, {well_}), IsEmpty());
  EXPECT_THAT(after(1s, {troubled_}), IsEmpty()) << "it may mend itself";
  EXPECT_THAT(after(10s, {troubled_}), ElementsAre("2026-11-22T20:00:11Z sink hook: backing off; 503 of the server"));
  EXPECT_THAT(after(1s, {troubled_}), IsEmpty());
  EXPECT_THAT(after(1s, {well_}), ElementsAre("2026-11-22T20:00:13Z sink hook: all is well again"));
  EXPECT_THAT(after(1s, {well_}), IsEmpty());
}

TEST_F(NewsOfSinks, SaysNothingOfWhatMendsItself) {
  after(0s, {troubled_});
  EXPECT_THAT(after(9s, {well_}), IsEmpty());
  EXPECT_THAT(after(9s, {troubled_}), IsEmpty()) << "another trouble, and just as new";
}

TEST_F(NewsOfSinks, SaysANewReasonSeldom) {
  after(0s, {troubled_});
  EXPECT_EQ(after(10s, {troubled_}).size(), 1U);
  troubled_.why = "no connection";
  EXPECT_THAT(after(1min, {troubled_}), IsEmpty());
  EXPECT_EQ(after(10min, {troubled_}).size(), 1U);
}

TEST_F(NewsOfSinks, SaysAtOnceThatOneIsGoneOrRefuses) {
  const SinkReport gone{.name = "hook", .state = SinkState::gone, .why = "410", .tried = true};
  EXPECT_THAT(after(0s, {gone}), ElementsAre("2026-11-22T20:00:00Z sink hook: gone; 410"));
  EXPECT_THAT(after(1s, {gone}), IsEmpty());
  const SinkReport refusing{.name = "other", .why = "400", .tried = true, .refused = 2};
  EXPECT_THAT(after(0s, {well_, refusing}),
              ElementsAre("2026-11-22T20:00:01Z sink hook: all is well again",
                          "2026-11-22T20:00:01Z sink other: passed over 2 events that it refuses; 400"));
  EXPECT_THAT(after(1min, {refusing}), IsEmpty()) << "that was said";
}

TEST_F(NewsOfSinks, SaysNothingOfOneThatHasNotTriedAfterAReload) {
  after(0s, {troubled_});
  EXPECT_EQ(after(10s, {troubled_}).size(), 1U);
  EXPECT_THAT(after(1s, {SinkReport{.name = "hook"}}), IsEmpty());
  EXPECT_THAT(after(1s, {troubled_}), IsEmpty()) << "it was said before";
  EXPECT_EQ(after(1s, {well_}).size(), 1U);
}

TEST_F(NewsOfSinks, LetNoNameOfASinkOrAReasonReachTheTerminalAsItIs) {
  const SinkReport gone{.name = "hook", .state = SinkState::gone, .why = "\x1b[31mred", .tried = true};
  EXPECT_EQ(after(0s, {gone}).at(0).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace outcry::app
