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
  const auto text = metrics(shown, {.listeners = 2, .cut_off = 1});
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

TEST_F(AMetricsPage, TellsOfAnIncidentThatIsNotOverAndHowLateItWasTold) {
  auto made = writer();
  auto shown = overview();
  shown.refresh(facts());
  auto commit = day(0, 600);
  commit.events = {opened(595)};
  ASSERT_TRUE(made.commit(commit));
  RunFacts now = facts();
  now.now = begin() + std::chrono::minutes(602);
  now.counted = 30000;
  now.mentions = {{"report", 60}};
  now.configuration = ReloadFacts{.successful = false, .success_at = EventTime{std::chrono::seconds(1000)}};
  now.recovered = true;
  shown.refresh(now);
  const auto text = metrics(shown, {});
  for (const auto* line :
       {R"(outcry_service_state{service="netflix",state="incident"} 1)",
        R"(outcry_service_severity{service="netflix",role="single"} 3)", R"(outcry_incidents{state="open"} 1)",
        R"(outcry_incident_events_total{type="opened"} 1)", R"(outcry_incident_events_total{type="resolved"} 0)",
        R"(outcry_detection_delay_seconds_bucket{le="120"} 0)", R"(outcry_detection_delay_seconds_bucket{le="180"} 1)",
        R"(outcry_detection_delay_seconds_bucket{le="+Inf"} 1)", "outcry_detection_delay_seconds_sum 180",
        "outcry_watermark_lag_seconds 120", "outcry_posts_counted_total 30000",
        R"(outcry_mentions_total{intent="report"} 60)", "outcry_config_last_reload_successful 0",
        "outcry_config_last_reload_success_timestamp_seconds 1000", "outcry_recovered 1"})
    EXPECT_THAT(text, HasSubstr(std::string(line) + "\n"));
}

TEST_F(AMetricsPage, CountsNoEventsOfARunBefore) {
  auto made = writer();
  auto commit = day(0, 600);
  commit.events = {opened(595)};
  ASSERT_TRUE(made.commit(commit));
  auto shown = overview();
  shown.refresh(facts());
  EXPECT_THAT(metrics(shown, {}), HasSubstr("outcry_incident_events_total{type=\"opened\"} 0\n"));
  commit = day(600, 610);
  commit.events = {opened(605)};
  ASSERT_TRUE(made.commit(commit));
  shown.refresh(facts());
  EXPECT_THAT(metrics(shown, {}), HasSubstr("outcry_incident_events_total{type=\"opened\"} 1\n"));
}

TEST_F(AMetricsPage, HasEveryFamilyWithItsWordsBeforeAnythingWasHeard) {
  auto made = writer();
  auto shown = overview();
  shown.refresh({});
  for (const auto& family : metric_families(shown, {})) {
    EXPECT_FALSE(family.help.empty()) << family.name;
    EXPECT_EQ(family.type == prometheus::MetricType::Counter, family.name.ends_with("_total")) << family.name;
    for (const auto& sample : family.metric)
      for (const auto& label : sample.label) EXPECT_FALSE(label.value.empty()) << family.name << ' ' << label.name;
  }
}

}  // namespace
}  // namespace outcry::outputs::web
