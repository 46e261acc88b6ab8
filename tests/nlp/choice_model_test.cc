// A choice as numbers and as bytes, and learning it.
#include "nlp/choice_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "nlp/learn_choice.h"

namespace outcry::nlp {
namespace {

Instance instance(std::vector<std::uint32_t> words) {
  Instance out;
  out.hashes[static_cast<std::size_t>(Block::words)] = std::move(words);
  return out;
}

ChoiceModel::Weights weights() {
  ChoiceModel::Weights out;
  out.classes = {"login", "none", "playback"};
  out.of_slot.assign(ChoiceModel::kSlots * 3, 0);
  out.idf.assign(ChoiceModel::kSlots, 0);
  out.idf[1] = out.idf[2] = 2;
  out.of_slot[3] = 3;
  out.of_slot[8] = 3;
  out.bias = {-1, 0, -1};
  return out;
}

std::vector<double> asked(const ChoiceModel& model, const Instance& one) {
  FeatureSet seen(ChoiceModel::kSlots);
  std::vector<double> out;
  model.probabilities(one, seen, out);
  return out;
}

TEST(ChoiceModel, GivesProbabilitiesByTheWeightsOfWhatIsThere) {
  const ChoiceModel model(weights());
  const auto p = asked(model, instance({1}));
  const double sum = std::exp(2) + 1 + std::exp(-1);
  EXPECT_NEAR(p[0], std::exp(2) / sum, 0.01);
  EXPECT_NEAR(p[1], 1 / sum, 0.01);
  EXPECT_NEAR(p[0] + p[1] + p[2], 1, 1e-9);
  EXPECT_GT(asked(model, instance({}))[1], 0.5);
}

TEST(ChoiceModel, CountsAFeatureOnceAndUnknownOnesNotAtAll) {
  const ChoiceModel model(weights());
  EXPECT_EQ(asked(model, instance({1, 1, 77})), asked(model, instance({1})));
}

TEST(ChoiceModel, IsTheSameAfterItWasWritten) {
  const ChoiceModel model(weights());
  const auto again = ChoiceModel::parse(model.bytes());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->bytes(), model.bytes());
  EXPECT_EQ(again->classes(), model.classes());
  EXPECT_EQ(asked(*again, instance({1, 2})), asked(model, instance({1, 2})));
}

TEST(ChoiceModel, RefusesWhatIsNoModel) {
  const std::string bytes = ChoiceModel(weights()).bytes();
  EXPECT_EQ(ChoiceModel::parse("").error(), Errc::corrupt);
  EXPECT_EQ(ChoiceModel::parse(bytes.substr(0, bytes.size() - 1)).error(), Errc::corrupt);
  EXPECT_EQ(ChoiceModel::parse(bytes + "x").error(), Errc::corrupt);
  for (const auto* n : {"1", "33", "-3", "2.5", "nan"}) {
    std::string wrong = bytes;
    wrong.replace(wrong.find("classes 3"), 9, std::string("classes ") + n);
    EXPECT_EQ(ChoiceModel::parse(wrong).error(), Errc::corrupt) << n;
  }
}

/// Word 10 makes the first class, 20 the second, 30 the third; 40 to 60 are in all.
std::vector<Instance> instances() {
  std::vector<Instance> out;
  for (std::uint32_t i = 0; i < 150; ++i) out.push_back(instance({10 * (i % 3 + 1), 40 + i % 20}));
  return out;
}

std::vector<ChoiceExample> examples(const std::vector<Instance>& all) {
  std::vector<ChoiceExample> out;
  for (std::uint32_t i = 0; i < all.size(); ++i) out.push_back({&all[i], i % 3, 1, i % 5});
  return out;
}

TEST(LearnChoice, ChoosesWhatCanBeTold) {
  const auto all = instances();
  const auto chosen = cross_validated_choices(examples(all), examples(all), {"a", "b", "c"}, {});
  for (std::uint32_t i = 0; i < chosen.size(); ++i) EXPECT_EQ(chosen[i], i % 3);
}

TEST(LearnChoice, IsDeterministic) {
  const auto all = instances();
  const std::vector<std::string> classes{"a", "b", "c"};
  EXPECT_EQ(learn_choice(examples(all), classes, {}).bytes(), learn_choice(examples(all), classes, {}).bytes());
}

}  // namespace
}  // namespace outcry::nlp
