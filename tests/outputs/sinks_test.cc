// The contract of sinks, held over every sink of the table.
#include "outputs/sinks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <streambuf>

#include "outputs/encode.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/scratch.h"

namespace outcry::outputs {
namespace {

/// A stream whose reader may stall: then nothing is taken and the stream fails.
class Stall final : public std::streambuf {
 public:
  bool stalled = false;
  std::string taken;

 protected:
  int_type overflow(int_type c) override {
    if (stalled) return traits_type::eof();
    if (c != traits_type::eof()) taken += static_cast<char>(c);
    return c;
  }
  int sync() override { return stalled ? -1 : 0; }
};

class EverySink : public ::testing::TestWithParam<std::string_view> {
 protected:
  EverySink() : out_(&stall_), sink_(std::move(make_sink(GetParam(), {.target = "-", .out = &out_}).value())) {}

  Result<void> deliver(std::size_t number) { return sink_->deliver({number, lines_[number - 1]}); }

  /// What a sink of this kind makes of all events, delivered once each and in order.
  std::string whole() const {
    std::ostringstream out;
    auto sink = std::move(make_sink(GetParam(), {.target = "-", .out = &out}).value());
    for (std::size_t i = 0; i < lines_.size(); ++i) EXPECT_TRUE(sink->deliver({i + 1, lines_[i]}));
    return out.str();
  }

  std::vector<std::string> lines_ = example_lines();
  Stall stall_;
  std::ostream out_;
  std::unique_ptr<Sink> sink_;
};

TEST_P(EverySink, GoesByItsNameInTheTable) { EXPECT_EQ(sink_->name(), GetParam()); }

TEST_P(EverySink, TellsEventsInOrder) {
  for (std::size_t i = 1; i <= lines_.size(); ++i) ASSERT_TRUE(deliver(i));
  ASSERT_TRUE(sink_->finish());
  EXPECT_EQ(stall_.taken, whole());
  EXPECT_FALSE(stall_.taken.empty());
}

TEST_P(EverySink, LeavesOutAnEventThatComesAgain) {
  for (std::size_t i = 1; i <= lines_.size(); ++i) {
    ASSERT_TRUE(deliver(i));
    ASSERT_TRUE(deliver(i));
    ASSERT_TRUE(deliver(1));
  }
  EXPECT_EQ(stall_.taken, whole());
}

TEST_P(EverySink, RefusesAGapAndGoesOnWhenItIsFilled) {
  ASSERT_TRUE(deliver(1));
  EXPECT_EQ(deliver(3).error(), Errc::invalid_argument);
  for (std::size_t i = 2; i <= lines_.size(); ++i) ASSERT_TRUE(deliver(i));
  EXPECT_EQ(stall_.taken, whole());
}

TEST_P(EverySink, RefusesAnEventWithoutNumber) {
  EXPECT_EQ(sink_->deliver({0, lines_[0]}).error(), Errc::invalid_argument);
}

TEST_P(EverySink, BeginsWithAnyNumber) { EXPECT_TRUE(deliver(4)); }

TEST_P(EverySink, SaysWhenItsReaderStallsAndTakesTheEventLater) {
  ASSERT_TRUE(deliver(1));
  stall_.stalled = true;
  EXPECT_EQ(deliver(2).error(), Errc::io);
  EXPECT_EQ(deliver(2).error(), Errc::io);
  EXPECT_EQ(sink_->finish().error(), Errc::io);
  stall_.stalled = false;
  for (std::size_t i = 2; i <= lines_.size(); ++i) ASSERT_TRUE(deliver(i));
  EXPECT_TRUE(sink_->finish());
  EXPECT_EQ(stall_.taken, whole());
}

TEST_P(EverySink, NeedsAStreamToWriteTo) {
  EXPECT_EQ(make_sink(GetParam(), {.target = "-"}).error(), Errc::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(OfTheTable, EverySink, ::testing::ValuesIn(sink_names()),
                         [](const auto& param) { return std::string(param.param); });

TEST(Sinks, AreTheseByName) { EXPECT_THAT(sink_names(), ::testing::ElementsAre("terminal", "ndjson")); }

TEST(Sinks, SayWhenThereIsNoneOfTheName) { EXPECT_EQ(make_sink("pigeon", {}).error(), Errc::not_found); }

using SinkFile = Scratch;

TEST_F(SinkFile, IsNeverOneThatHoldsSomethingElse) {
  write_file(path("events"), "something else\n");
  EXPECT_EQ(make_sink("ndjson", {.target = path("events")}).error(), Errc::mismatch);
  EXPECT_EQ(make_sink("ndjson", {.target = path("events"), .first = true}).error(), Errc::mismatch);
  EXPECT_EQ(content_of(path("events")), "something else\n");
  EXPECT_TRUE(make_sink("ndjson", {.target = path("new"), .first = true}));
}

}  // namespace
}  // namespace outcry::outputs
