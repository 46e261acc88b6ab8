#include "app/evaluate/evaluate.h"

#include "events.h"

namespace outcry::evaluate {
namespace {

Evaluation evaluation_of(const std::vector<std::string>& lines) {
  IncidentBook book;
  for (const auto& line : lines) book.add(line);
  return evaluate(book, truth());
}

const Score& score_of(const Evaluation& evaluation, const std::string& service) {
  for (const auto& score : evaluation.services)
    if (score.service == service) return score;
  ADD_FAILURE() << "no score of " << service;
  return evaluation.all;
}

TEST(Evaluate, SilenceMissesEverythingAndRaisesNoFalseAlarm) {
  const auto evaluation = evaluation_of({});
  EXPECT_EQ(evaluation.all.missed, 1U);
  EXPECT_EQ(evaluation.all.found, 0U);
  EXPECT_EQ(evaluation.all.false_alarms, 0U);
}

TEST(Evaluate, AGoodAnswerIsMeasured) {
  const auto evaluation = evaluation_of({event({.more = shape()})});
  const auto& score = score_of(evaluation, "netflix");
  EXPECT_EQ(score.found, 1U);
  EXPECT_EQ(score.missed, 0U);
  EXPECT_DOUBLE_EQ(score.delay_minutes.median, 7);
  EXPECT_DOUBLE_EQ(score.onset_error_minutes.max, 2);
  ASSERT_EQ(evaluation.outcomes.size(), 1U);
  EXPECT_DOUBLE_EQ(*evaluation.outcomes[0].official_error_minutes, 1.5);
}

TEST(Evaluate, RegionsAndSymptomsAreJudgedOneByOne) {
  const auto outcome = evaluation_of({event({.more = shape()})}).outcomes[0];
  EXPECT_EQ(outcome.regions.right, 2U);
  EXPECT_EQ(outcome.regions.wrong, 1U);
  EXPECT_EQ(outcome.regions.missed, 1U) << "US-WA; New Mexico was said by too few";
  EXPECT_EQ(outcome.completeness.right, 1U);
  EXPECT_EQ(outcome.completeness.wrong, 1U);
  EXPECT_EQ(outcome.symptoms.right, 1U);
  EXPECT_EQ(outcome.symptoms.wrong, 1U);
  EXPECT_EQ(outcome.symptoms.missed, 1U) << "login; crash is too rare";
}

TEST(Evaluate, AnIncidentOutsideOfAnyOutageIsAFalseAlarm) {
  const auto evaluation = evaluation_of({event({.time = "2026-03-12T09:00:00Z", .id = "a"}),
                                         event({.time = "2026-03-10T20:20:00Z", .id = "b", .service = "spotify"})});
  EXPECT_EQ(score_of(evaluation, "netflix").false_alarms, 1U);
  EXPECT_EQ(score_of(evaluation, "spotify").false_alarms, 1U);
  EXPECT_EQ(evaluation.all.false_alarms, 2U);
  EXPECT_DOUBLE_EQ(evaluation.all.false_per_month, 2);
  EXPECT_EQ(evaluation.false_alarms.size(), 2U);
}

TEST(Evaluate, TheWindowOfAnOutageHasItsLimits) {
  const auto found = [](const char* time) { return evaluation_of({event({.time = time})}).all.found == 1; };
  EXPECT_FALSE(found("2026-03-10T19:54:00Z"));
  EXPECT_TRUE(found("2026-03-10T19:55:00Z"));
  EXPECT_TRUE(found("2026-03-10T21:15:00Z"));
  EXPECT_FALSE(found("2026-03-10T21:16:00Z"));
}

TEST(Evaluate, ASecondIncidentOfTheSameOutageIsARepeatAndNoFalseAlarm) {
  const auto evaluation =
      evaluation_of({event({.time = "2026-03-10T20:40:00Z", .id = "late"}), event({.id = "early"})});
  EXPECT_EQ(evaluation.outcomes[0].incident->id, "early");
  EXPECT_EQ(evaluation.all.opened, 2U);
  EXPECT_EQ(evaluation.all.repeated, 1U);
  EXPECT_EQ(evaluation.all.false_alarms, 0U);
}

TEST(Evaluate, SuspicionsAreCountedApart) {
  const auto evaluation =
      evaluation_of({event({.type = "suspected", .id = "a"}), event({.type = "suspected", .id = "b"}),
                     event({.type = "dismissed", .id = "b"})});
  EXPECT_EQ(evaluation.all.suspected, 2U);
  EXPECT_EQ(evaluation.all.dismissed, 1U);
  EXPECT_EQ(evaluation.all.opened, 0U);
  EXPECT_EQ(evaluation.all.missed, 1U);
}

TEST(Evaluate, CollateralIsToldApartFromFalseAlarms) {
  const auto evaluation =
      evaluation_of({event({.id = "h", .service = "hulu", .more = Json::parse(R"({"role": "collateral"})")})});
  EXPECT_EQ(evaluation.all.collateral, 1U);
  EXPECT_EQ(evaluation.all.false_alarms, 0U);
}

TEST(Evaluate, ServicesThatOnlyTheEventsKnowGetARow) {
  const auto evaluation = evaluation_of({event({.id = "z", .service = "zoom"})});
  EXPECT_EQ(score_of(evaluation, "zoom").false_alarms, 1U);
}

TEST(Spread, TakesTheNearestRank) {
  EXPECT_DOUBLE_EQ(spread({}).max, 0);
  EXPECT_DOUBLE_EQ(spread({3, 1}).median, 2);
  const auto ten = spread({10, 9, 8, 7, 6, 5, 4, 3, 2, 1});
  EXPECT_DOUBLE_EQ(ten.median, 5.5);
  EXPECT_DOUBLE_EQ(ten.p90, 9);
  EXPECT_DOUBLE_EQ(ten.max, 10);
}

}  // namespace
}  // namespace outcry::evaluate
