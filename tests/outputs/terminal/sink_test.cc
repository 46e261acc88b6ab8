// Events told as they come.
#include "outputs/terminal/sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "outputs/encode.h"
#include "outputs/terminal/layout.h"
#include "tests/outputs/example_incident.h"

namespace outcry::outputs::terminal {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string told(const TerminalOptions& options = {}) {
  std::ostringstream out;
  const auto sink = to_stream(out, options);
  std::uint64_t sequence = 0;
  for (const auto& event : example_events()) {
    ++sequence;
    EXPECT_TRUE(sink->deliver({sequence, to_line(to_cloudevent(event, sequence, *example_catalog(), example_run()))}));
  }
  return out.str();
}

TEST(TerminalSink, TellsEachEventWithItsTimeItsShapeAndWhy) {
  const std::string text = told();
  EXPECT_THAT(text, HasSubstr("2026-11-22 19:44  ▲ suspected   People report that Netflix may be failing"));
  EXPECT_THAT(text, HasSubstr("2026-11-22 19:45  ■ opened      People report that Netflix fails in the US"));
  EXPECT_THAT(text, HasSubstr("2026-11-22 20:12  · updated     Netflix: 412 reporters since the onset"));
  EXPECT_THAT(text, HasSubstr("2026-11-22 21:32  ● resolved    People report that Netflix failed"));
}

TEST(TerminalSink, LeavesTheFiguresOfChartsToTheStory) {
  const auto event = [](const char* reason) {
    Json out = to_cloudevent(example_events()[3], 1, *example_catalog(), example_run());
    out["data"]["event"]["reason"] = reason;
    std::ostringstream told;
    EXPECT_TRUE(to_stream(told, {.columns = 100})->deliver({1, to_line(out)}));
    return told.str();
  };
  EXPECT_THAT(event("Reports are falling: 34.5 in the last minutes."), HasSubstr("Netflix: Reports are falling.\n"));
  EXPECT_THAT(event("No alarm followed: sr at 8.7."), HasSubstr("Netflix: No alarm followed.\n"));
  EXPECT_THAT(event("78 reporters; official word: resolved."), HasSubstr("78 reporters; official word: resolved."));
}

TEST(TerminalSink, FitsItsColumns) {
  for (const std::size_t columns : {40U, 60U, 80U, 120U}) {
    std::istringstream in(told({.columns = columns}));
    for (std::string line; std::getline(in, line);) EXPECT_LE(width(line), columns) << line;
  }
}

TEST(TerminalSink, ColoursOnlyWhenAskedTo) {
  EXPECT_THAT(told(), Not(HasSubstr("\x1b")));
  EXPECT_THAT(told({.colour = true}), HasSubstr("\x1b[1;31m"));
}

TEST(TerminalSink, RefusesWhatIsNoEvent) {
  std::ostringstream out;
  const auto sink = to_stream(out, {});
  EXPECT_EQ(sink->deliver({1, "{"}).error(), Errc::bad_json);
  EXPECT_EQ(sink->deliver({1, "[]"}).error(), Errc::bad_json);
  EXPECT_EQ(sink->deliver({1, "{\"data\":7}"}).error(), Errc::bad_json);
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace outcry::outputs::terminal
