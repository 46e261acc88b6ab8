#include "app/check/trial.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/app/check/stand_in.h"

namespace outcry::app {
namespace {

const Trial* find(const ServiceTrials& trials, std::string_view text) {
  const auto it = std::ranges::find(trials.trials, text, &Trial::text);
  return it == trials.trials.end() ? nullptr : &*it;
}

TEST(Trial, TriesEveryWayToNameAService) {
  const auto catalog = two_services();
  const auto trials = try_service(catalog, ServiceId{0}, stand_in);
  for (const auto* text : {"Netflix is down", "is Netflix down?", "can't log in to Netflix since this morning",
                           "@netflixhelps nothing loads, is it down?", "#netflixdown is down again"}) {
    const auto* trial = find(trials, text);
    ASSERT_NE(trial, nullptr) << text;
    EXPECT_EQ(trial->expectation, Expectation::counts);
    EXPECT_TRUE(trial->as_expected()) << text;
  }
  EXPECT_TRUE(findings_of(catalog, trials).empty());
}

TEST(Trial, TriesChatterThatMustNotCount) {
  const auto catalog = two_services();
  const auto trials = try_service(catalog, ServiceId{0}, stand_in);
  for (const auto* text : {"I love Netflix", "Netflix is working again, thanks",
                           "remember when Netflix was down last year", "netflix and chill is down"}) {
    const auto* trial = find(trials, text);
    ASSERT_NE(trial, nullptr) << text;
    EXPECT_EQ(trial->expectation, Expectation::quiet);
  }
}

TEST(Trial, ExpectsAmbiguousNamesOnlyBesideTheirContext) {
  const auto catalog = two_services();
  const auto trials = try_service(catalog, ServiceId{1}, stand_in);
  EXPECT_EQ(find(trials, "power is down")->expectation, Expectation::may_miss);
  EXPECT_TRUE(find(trials, "power is down")->as_expected());
  EXPECT_EQ(find(trials, "power is down, outage not working")->expectation, Expectation::counts);
}

TEST(Trial, TellsWhatIsNotRecognised) {
  const auto catalog = two_services();
  const auto findings = findings_of(catalog, try_service(catalog, ServiceId{1}, stand_in));
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].kind, FindingKind::not_recognised);
  EXPECT_EQ(findings[0].message, "\"strom is down\" is not recognised");
}

TEST(Trial, TellsWhatIsWronglyCounted) {
  const auto catalog = two_services();
  const auto gullible = [](const Post&) {
    return std::vector<Verdict>{{.service = ServiceId{0}, .intent = Intent::report, .evidence = 0.9F}};
  };
  const auto findings = findings_of(catalog, try_service(catalog, ServiceId{0}, gullible));
  ASSERT_EQ(findings.size(), 4U);
  EXPECT_EQ(findings[0].kind, FindingKind::wrongly_counted);
  EXPECT_EQ(findings[0].message, "\"I love Netflix\" counts as a complaint");
}

TEST(Trial, CountsReportsAndQuestionsOnly) {
  Trial trial{.text = "x", .expectation = Expectation::counts};
  EXPECT_FALSE(trial.as_expected());
  for (std::size_t i = 0; i < kIntents; ++i) {
    trial.verdict = Verdict{.intent = static_cast<Intent>(i)};
    EXPECT_EQ(trial.as_expected(), is_evidence(trial.verdict->intent)) << name(trial.verdict->intent);
  }
}

}  // namespace
}  // namespace outcry::app
