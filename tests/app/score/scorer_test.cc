#include "app/score/scorer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace outcry::app::score {
namespace {

using std::chrono::minutes;

constexpr EventTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

std::vector<double> counts(std::size_t n, double mean, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::poisson_distribution<int> count(mean);
  std::vector<double> out(n);
  for (double& one : out) one = count(random);
  return out;
}

std::vector<Score> scores(const std::vector<double>& all, const ScoreOptions& options = {}) {
  auto scorer = Scorer::make(options).value();
  std::vector<Score> out;
  EventTime time = kStart;
  for (const double count : all) {
    out.push_back(scorer.observe(time, count).value());
    time += options.window;
  }
  return out;
}

TEST(Scorer, RefusesOptionsOutOfRange) {
  EXPECT_FALSE(Scorer::make({.window = std::chrono::seconds(1)}));
  EXPECT_FALSE(Scorer::make({.false_alarms_per_day = 0}));
  EXPECT_FALSE(Scorer::make({.chart = "no such chart"}));
}

class EveryScore : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryScore, DependsOnNoLaterRow) {
  auto all = counts(2'000, 6, 5);
  for (std::size_t i = 1'500; i < 1'520; ++i) all[i] += 60;
  const auto whole = scores(all, {.chart = GetParam()});
  for (const std::size_t cut : {1UL, 13UL, 300UL, 1'505UL, 1'900UL}) {
    const auto part = scores({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(cut)}, {.chart = GetParam()});
    EXPECT_EQ(part.back().score, whole[cut - 1].score) << cut;
    EXPECT_EQ(part.back().statistic, whole[cut - 1].statistic) << cut;
    EXPECT_EQ(part.back().alarm, whole[cut - 1].alarm) << cut;
  }
}

TEST_P(EveryScore, TellsASurgeAndTellsItOnce) {
  auto all = counts(3'000, 6, 5);
  for (std::size_t i = 2'500; i < 2'530; ++i) all[i] += 60;
  const auto whole = scores(all, {.chart = GetParam()});
  int early = 0;
  int told = 0;
  int high = 0;
  for (std::size_t i = 2'490; i < 2'600; ++i) {
    told += whole[i].alarm ? 1 : 0;
    early += whole[i].score >= 0.85 && i < 2'505 ? 1 : 0;
    high += whole[i].score >= 0.85 ? 1 : 0;
  }
  EXPECT_GE(early, 1);
  EXPECT_LE(told, 3);
  EXPECT_GE(high, 1);
  EXPECT_LE(high, 12);
}

TEST_P(EveryScore, TellsASurgeOfTheFirstDay) {
  auto all = counts(240, 6, 5);
  for (std::size_t i = 200; i < 210; ++i) all[i] += 100;
  const auto whole = scores(all, {.chart = GetParam()});
  EXPECT_TRUE(std::ranges::any_of(whole, &Score::alarm));
}

TEST_P(EveryScore, SaysNothingInTheFirstHour) {
  for (const Score& score : scores({5, 900, 900, 900, 900, 900}, {.chart = GetParam()})) {
    EXPECT_NEAR(score.score, -std::log10(288.0), 1e-9);
    EXPECT_FALSE(score.alarm);
  }
}

INSTANTIATE_TEST_SUITE_P(EveryChart, EveryScore, ::testing::ValuesIn(score_charts()),
                         [](const auto& p) { return p.param; });

TEST(Scorer, ScoresDoNotDependOnTheRateThatIsAsked) {
  auto all = counts(2'000, 6, 5);
  for (std::size_t i = 1'500; i < 1'510; ++i) all[i] += 30;
  const auto week = scores(all);
  const auto year = scores(all, {.false_alarms_per_day = 1.0 / 365});
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(week[i].score, year[i].score);
}

TEST(Scorer, PassesOverARowThatIsNotLater) {
  auto scorer = Scorer::make({}).value();
  EXPECT_TRUE(scorer.observe(kStart, 1));
  EXPECT_FALSE(scorer.observe(kStart + minutes(2), 1));
  EXPECT_FALSE(scorer.observe(kStart - minutes(60), 1));
  EXPECT_TRUE(scorer.observe(kStart + minutes(5), 1));
}

TEST(Scorer, TakesARowThatIsSomewhatEarlyOrLate) {
  auto scorer = Scorer::make({}).value();
  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(scorer.observe(kStart + minutes(5 * i) + std::chrono::seconds(i % 2 == 0 ? 20 : -20), 1)) << i;
}

TEST(Scorer, SaysNothingOfASilentSeries) {
  auto scorer = Scorer::make({.false_alarms_per_day = 24}).value();
  for (int i = 0; i < 3 * 288; ++i) EXPECT_FALSE(scorer.observe(kStart + minutes(5 * i), 0)->alarm) << i;
}

TEST(Scorer, SaysNothingOnTheFirstDayOfHourlyRows) {
  auto scorer = Scorer::make({.window = std::chrono::hours(1)}).value();
  for (int i = 0; i < 24; ++i) EXPECT_FALSE(scorer.observe(kStart + std::chrono::hours(i), 30 + i % 7)->alarm) << i;
}

TEST(Scorer, AnAbsentRowIsAGapOrNobodyWriting) {
  for (const bool zero : {false, true}) {
    auto scorer = Scorer::make({.absent_is_zero = zero}).value();
    for (int i = 0; i < 4 * 288; i += 2) scorer.observe(kStart + minutes(5 * i), 6);
    const double expected = scorer.observe(kStart + minutes(5 * 4 * 288), 6)->expected;
    EXPECT_NEAR(expected, zero ? 3 : 6, 0.3);
  }
}

TEST(Scorer, AGapOfYearsCostsLittle) {
  for (const bool zero : {false, true}) {
    auto scorer = Scorer::make({.window = std::chrono::seconds(10), .absent_is_zero = zero}).value();
    scorer.observe(kStart, 1);
    const auto score = scorer.observe(kStart + std::chrono::days(20'000), 1);
    ASSERT_TRUE(score);
    EXPECT_FALSE(scorer.observe(kStart + std::chrono::days(20'000), 1));
  }
}

}  // namespace
}  // namespace outcry::app::score
