// The course, made fit to be shown.
#include "outputs/report/course.h"

#include <gtest/gtest.h>

#include <cmath>

#include "outputs/report/axis.h"
#include "outputs/report/course_plot.h"
#include "outputs/report/intervals.h"
#include "tests/outputs/example_incident.h"
#include "tests/outputs/report/example_facts.h"

namespace outcry::outputs::report {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const EventTime kBegin = at("2026-11-22T19:00:00Z");

std::vector<Step> minutes_of(int number) {
  std::vector<Step> out;
  for (int i = 0; i < number; ++i) {
    out.push_back({.begin = kBegin + minutes(i), .length = seconds(60), .observed = 2, .expected = 1, .high = 4});
  }
  return out;
}

TEST(Ordered, PutsStepsInOrderAndKnowsNothingImpossible) {
  const auto course =
      ordered({{.begin = kBegin + minutes(1), .length = seconds(60), .observed = -1, .heard = 7},
               {.begin = kBegin, .length = seconds(60), .expected = std::nan(""), .heard = std::nan("")},
               {.begin = kBegin, .length = seconds(0)}});
  ASSERT_EQ(course.size(), 2U);
  EXPECT_EQ(course[0].begin, kBegin);
  EXPECT_FALSE(course[0].expected);
  EXPECT_EQ(course[0].heard, 0);
  EXPECT_FALSE(course[1].observed);
  EXPECT_EQ(course[1].heard, 1);
}

TEST(Coarser, LeavesAShortCourseAsItIs) { EXPECT_EQ(coarser(minutes_of(96), 96).size(), 96U); }

TEST(Coarser, AddsUpInRoundSteps) {
  const auto course = coarser(minutes_of(200), 50);
  ASSERT_EQ(course.size(), 40U);
  EXPECT_EQ(course[0].length, seconds(300));
  EXPECT_EQ(course[0].observed, 10);
  EXPECT_EQ(course[0].expected, 5);
  EXPECT_NEAR(course[0].high.value(), 5 + std::sqrt(5 * 9.0), 1e-9);
  EXPECT_EQ(course[0].heard, 1);
}

TEST(Coarser, TakesWhatIsNotKnownAsNotHeard) {
  auto steps = minutes_of(200);
  steps[0].observed.reset();
  for (int i = 5; i < 10; ++i) steps[static_cast<std::size_t>(i)].observed.reset();
  const auto course = coarser(steps, 50);
  EXPECT_EQ(course[0].observed, 8);
  EXPECT_NEAR(course[0].heard, 0.8, 1e-9);
  EXPECT_FALSE(course[1].observed);
  EXPECT_EQ(course[1].heard, 0);
}

TEST(Coarser, KeepsToTheMostWhateverTheLength) {
  for (const int number : {97, 1000, 5000, 40000}) {
    EXPECT_LE(coarser(minutes_of(number), 96).size(), 96U) << number;
  }
}

TEST(Listening, CountsTheIncidentOnly) {
  auto course = minutes_of(60);
  for (std::size_t i = 5; i < 15; ++i) course[i].heard = 0.5;
  const Listening found = listening(course, kBegin + minutes(10), kBegin + minutes(90));
  EXPECT_EQ(found.told, minutes(50));
  EXPECT_EQ(found.unheard, seconds(150));
}

TEST(NumberTicks, AreRoundAndReachTheTop) {
  EXPECT_EQ(number_ticks(31, 5), (std::vector<double>{0, 10, 20, 30, 40}));
  EXPECT_EQ(number_ticks(0.2, 5), (std::vector<double>{0, 1}));
  EXPECT_EQ(number_ticks(3, 5), (std::vector<double>{0, 1, 2, 3}));
  EXPECT_LE(number_ticks(987654321, 5).size(), 6U);
}

TEST(TimeTicks, AreRoundMoments) {
  const auto ticks = time_ticks(at("2026-11-22T18:40:00Z"), at("2026-11-22T21:32:00Z"), 9);
  ASSERT_FALSE(ticks.empty());
  EXPECT_LE(ticks.size(), 9U);
  EXPECT_EQ(ticks[0].label, "19:00");
  EXPECT_EQ(ticks[1].label, "19:30");
  const auto days = time_ticks(at("2026-11-22T18:40:00Z"), at("2026-11-24T21:32:00Z"), 9);
  EXPECT_EQ(days[0].label, "23 Nov");
}

TEST(Intervals, AreThoseOfTheTables) {
  const Range share = share_of(36, 40);
  EXPECT_NEAR(share.low, 0.769, 0.001);
  EXPECT_NEAR(share.high, 0.960, 0.001);
  const Range none = share_of(0, 10);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.278, 0.001);
  const Range ratio = ratio_of(100, 10);
  EXPECT_NEAR(ratio.low, 8.14, 0.01);
  EXPECT_NEAR(ratio.high, 12.16, 0.01);
  EXPECT_EQ(ratio_of(0, 2).low, 0);
  EXPECT_NEAR(ratio_of(0, 1).high, 3.69, 0.05);
}

TEST(CoursePlot, DrawsWhatIsThere) {
  const Facts facts = resolved_facts();
  const auto plot = course_plot(coarser(ordered(facts.course), kMostSteps), key_times(facts.incident), {});
  EXPECT_EQ(seen(plot).error, "");
  for (const auto* part :
       {"class=\"bar-above\"", "class=\"band\"", "class=\"expected\"", "class=\"hatch\"", "class=\"onset-interval\"",
        "onset 19:42", "alarm 19:45", "official word 19:58", "recovering 21:02", "resolved 21:32"}) {
    EXPECT_NE(plot.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(plot.find("nan"), std::string::npos);
}

TEST(CoursePlot, OfNothingKnownIsHatchedAndOfNothingIsNothing) {
  EXPECT_EQ(course_plot({}, {}, {}), "");
  const auto plot = course_plot({{.begin = kBegin, .length = seconds(60)}}, {}, {});
  EXPECT_NE(plot.find("class=\"hatch\""), std::string::npos);
  EXPECT_EQ(plot.find("bar-"), std::string::npos);
}

}  // namespace
}  // namespace outcry::outputs::report
