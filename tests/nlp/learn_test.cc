// Learning: what can be separated is, probabilities mean what they say, and the same examples give the same bytes.
#include "nlp/learn.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace outcry::nlp {
namespace {

/// Feature 10 speaks for, 20 against, 30 to 60 are noise; the register turns what 70 means.
std::vector<Example> examples(std::size_t n, double noise, std::uint32_t seed = 3) {
  std::mt19937 engine(seed);
  const auto chance = [&](double p) { return static_cast<double>(engine()) < p * 4294967296.0; };
  std::vector<Example> out;
  for (std::size_t i = 0; i < n; ++i) {
    Example example;
    const bool positive = chance(0.4);
    example.truth = (chance(noise) ? !positive : positive) ? 1 : 0;
    example.fold = static_cast<std::uint32_t>(i % 5);
    example.instance.kind = chance(0.3) ? Register::given : Register::named;
    auto& words = example.instance.hashes[static_cast<std::size_t>(Block::words)];
    words.push_back(positive ? 10 : 20);
    const bool turned = example.instance.kind == Register::given;
    if (positive != turned) words.push_back(70);
    for (std::uint32_t word = 30; word < 60; ++word)
      if (chance(0.3)) words.push_back(word);
    out.push_back(std::move(example));
  }
  return out;
}

double right_share(const std::vector<Example>& all, const std::vector<double>& scores) {
  double right = 0;
  for (std::size_t i = 0; i < all.size(); ++i) right += (scores[i] > 0) == all[i].positive() ? 1 : 0;
  return right / static_cast<double>(all.size());
}

TEST(Learn, SeparatesWhatCanBeSeparated) {
  const auto all = examples(400, 0);
  EXPECT_GT(right_share(all, cross_validated(all, {})), 0.98);
}

TEST(Learn, GivesProbabilitiesThatMeanWhatTheySay) {
  const auto all = examples(2'000, 0.2);
  const EvidenceModel model = learn(all, {});
  FeatureSet scratch(EvidenceModel::kSlots);
  double said = 0;
  double high = 0;
  double n = 0;
  for (const Example& example : examples(2'000, 0.2, 9)) {
    const double p = model.evidence(example.instance, scratch);
    said += p;
    if (p < 0.5) continue;
    ++n;
    high += example.positive() ? 1 : 0;
  }
  EXPECT_NEAR(high / n, 0.8, 0.05);
  EXPECT_NEAR(said / 2'000, 0.44, 0.03);
}

TEST(Learn, IsDeterministic) {
  const auto all = examples(300, 0.1);
  EXPECT_EQ(learn(all, {}).bytes(), learn(all, {}).bytes());
}

TEST(Learn, LeavesOutWhatIsRare) {
  auto all = examples(50, 0);
  all[0].instance.hashes[0].push_back(99);
  const EvidenceModel model = learn(all, {});
  const std::vector<NamedGram> rare{{Block::sentence, 99, "rare"}};
  EXPECT_EQ(model.contributions(rare, Instance{})[0], 0);
}

TEST(Learn, PutsTheOperatingPointWhereThePrecisionIsReached) {
  const auto all = examples(2'000, 0.1);
  const double strict = learn(all, {.least_precision = {0.89, 0.5}}).operating_point(Register::named);
  const double loose = learn(all, {.least_precision = {0.5, 0.5}}).operating_point(Register::named);
  EXPECT_GT(strict, loose);
}

TEST(Learn, OfNothingThereIsAModelThatKnowsNothing) {
  const EvidenceModel model = learn({}, {});
  FeatureSet scratch(EvidenceModel::kSlots);
  EXPECT_TRUE(std::isfinite(model.evidence({}, scratch)));
}

TEST(Calibrate, FindsSlopeAndOffset) {
  std::mt19937 engine(11);
  std::vector<Scored> scores;
  for (int i = 0; i < 20'000; ++i) {
    const double score = static_cast<double>(engine()) / 4294967296.0 * 6 - 3;
    const double rules = static_cast<double>(engine()) / 4294967296.0 * 4 - 2;
    const double logit = 0.7 * score + 0.4 * rules - 1;
    scores.push_back({score, rules, static_cast<double>(engine()) / 4294967296.0 < 1 / (1 + std::exp(-logit))});
  }
  const Calibration c = calibrate(scores, Voices::model_and_rules);
  EXPECT_NEAR(c.slope, 0.7, 0.05);
  EXPECT_NEAR(c.rules, 0.4, 0.05);
  EXPECT_NEAR(c.offset, -1, 0.07);
}

}  // namespace
}  // namespace outcry::nlp
