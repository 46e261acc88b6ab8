#include "outputs/web/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/outputs/web/world.h"

namespace outcry::outputs::web {
namespace {

using testing::HasSubstr;

using AMetricsPage = World;

TEST_F(AMetricsPage, TellsOfFeedsAndSinks) {
  auto made = writer();
  ASSERT_TRUE(made.commit(day(0, 600)));
  auto shown = overview();
  RunFacts now = facts();
  now.now = begin() + std::chrono::minutes(600);
  now.sinks = {{.name = "pager \"one\"",
                .state = "backing_off",
                .delivered = 3,
                .refused = 1,
                .failures = 7,
                .oldest_undelivered = begin() + std::chrono::minutes(590)},
               {.name = "chat", .state = "idle"}};
  shown.refresh(now);
  const auto text = metrics(shown, {}, 2, 1);
  for (const auto* line :
       {R"(outcry_sink_state{sink="pager \"one\"",state="backing_off"} 1)",
        R"(outcry_sink_state{sink="pager \"one\"",state="idle"} 0)", R"(outcry_sink_state{sink="chat",state="idle"} 1)",
        R"(outcry_sink_delivered_total{sink="pager \"one\""} 3)",
        R"(outcry_sink_refused_total{sink="pager \"one\""} 1)", R"(outcry_sink_failures_total{sink="pager \"one\""} 7)",
        R"(outcry_sink_oldest_undelivered_seconds{sink="pager \"one\""} 600)",
        R"(outcry_sink_oldest_undelivered_seconds{sink="chat"} 0)", "outcry_live_feed_listeners 2",
        "outcry_live_feed_cut_off_total 1"})
    EXPECT_THAT(text, HasSubstr(std::string(line) + "\n"));
}

}  // namespace
}  // namespace outcry::outputs::web
