#include "detect/story.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

TEST(Story, NamesAnIncidentByServiceAndOnset) {
  EXPECT_EQ(story::incident_id("netflix", testing::at(std::chrono::hours(19) + std::chrono::seconds(2'545))),
            "netflix-20260302T1942Z");
}

TEST(Story, CountsInWords) {
  EXPECT_EQ(story::counts(31, 1.23, std::chrono::minutes(4)), "31 reporters in 4 min, 1.2 expected");
  EXPECT_EQ(story::counts(1, 20.4, std::chrono::minutes(4)), "1 reporter in 4 min, 20 expected");
}

TEST(Story, SaysRatesAsPeopleDo) {
  EXPECT_EQ(story::rate(2.5), "2.5 times a day");
  EXPECT_EQ(story::rate(1.0 / 90), "once in 90 days");
  EXPECT_EQ(story::rate(1e-9), "less than once in ten years");
}

}  // namespace
}  // namespace outcry::detect
