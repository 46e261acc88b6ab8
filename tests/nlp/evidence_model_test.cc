// The model as numbers and as bytes.
#include "nlp/evidence_model.h"

#include <gtest/gtest.h>

#include <cmath>

namespace outcry::nlp {
namespace {

EvidenceModel::Weights weights() {
  EvidenceModel::Weights out;
  for (auto& of_slot : out.of_slot) of_slot.assign(EvidenceModel::kSlots, 0);
  out.idf.assign(EvidenceModel::kSlots, 0);
  for (const std::uint32_t slot : {1U, 2U, 3U}) out.idf[slot] = 2;
  out.of_slot[0][1] = 3;
  out.of_slot[0][2] = -1;
  out.of_slot[1][1] = 0.5;
  out.bias = {-1, -2};
  out.calibration = {{{Calibration{2, 0, 0.5}, Calibration{1, 0.5, 0}}, {Calibration{1, 0, 0}, Calibration{1, 0, 0}}}};
  out.operating_point = {0.6, 0.4};
  out.origin = "three features";
  return out;
}

Instance instance(std::vector<std::uint32_t> words, Register kind = Register::named) {
  Instance out;
  out.kind = kind;
  out.hashes[static_cast<std::size_t>(Block::words)] = std::move(words);
  return out;
}

TEST(EvidenceModel, AddsWeightsOfABlockThatHasLengthOne) {
  const EvidenceModel model(weights());
  FeatureSet scratch(EvidenceModel::kSlots);
  EXPECT_NEAR(model.score(instance({1}), scratch), -1 + 3, 0.05);
  EXPECT_NEAR(model.score(instance({1, 2}), scratch), -1 + (3 - 1) / std::sqrt(2), 0.05);
  EXPECT_NEAR(model.score(instance({1, 2, 3}), scratch), -1 + (3 - 1) / std::sqrt(3), 0.05);
}

TEST(EvidenceModel, CountsAFeatureOnceAndUnknownOnesNotAtAll) {
  const EvidenceModel model(weights());
  FeatureSet scratch(EvidenceModel::kSlots);
  const double once = model.score(instance({1}), scratch);
  EXPECT_DOUBLE_EQ(model.score(instance({1, 1, 1}), scratch), once);
  EXPECT_DOUBLE_EQ(model.score(instance({1, 77, 4711}), scratch), once);
  EXPECT_NEAR(model.score(instance({}), scratch), -1, 1e-6);
}

TEST(EvidenceModel, KeepsTheRegistersApart) {
  const EvidenceModel model(weights());
  FeatureSet scratch(EvidenceModel::kSlots);
  EXPECT_NEAR(model.score(instance({1}, Register::given), scratch), -2 + 0.5, 0.02);
}

TEST(EvidenceModel, CalibratesItsScore) {
  const EvidenceModel model(weights());
  EXPECT_NEAR(model.calibrated(1, instance({})), 1 / (1 + std::exp(-2.5)), 1e-9);
}

TEST(EvidenceModel, HearsTheRulesAsMuchAsTheTongueOfATextAsks) {
  const EvidenceModel model(weights());
  Instance english = instance({});
  english.rules = 3;
  Instance other = english;
  other.tongue = Tongue::other;
  EXPECT_NEAR(model.calibrated(1, english), 1 / (1 + std::exp(-2.5)), 1e-9);
  EXPECT_NEAR(model.calibrated(1, other), 1 / (1 + std::exp(-2.5)), 1e-9);
  other.rules = -3;
  EXPECT_NEAR(model.calibrated(1, other), 1 / (1 + std::exp(0.5)), 1e-9);
}

TEST(EvidenceModel, IsTheSameAfterItWasWritten) {
  const EvidenceModel model(weights());
  const auto again = EvidenceModel::parse(model.bytes());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->bytes(), model.bytes());
  FeatureSet scratch(EvidenceModel::kSlots);
  for (const auto& one : {instance({1, 2}), instance({2, 3}), instance({1}, Register::given)})
    EXPECT_DOUBLE_EQ(again->evidence(one, scratch), model.evidence(one, scratch));
  EXPECT_DOUBLE_EQ(again->operating_point(Register::named), 0.6);
  EXPECT_DOUBLE_EQ(again->operating_point(Register::given), 0.4);
  EXPECT_EQ(again->origin(), "three features");
}

TEST(EvidenceModel, RefusesWhatIsNoModel) {
  const std::string bytes = EvidenceModel(weights()).bytes();
  EXPECT_EQ(EvidenceModel::parse("").error(), Errc::corrupt);
  EXPECT_EQ(EvidenceModel::parse("outcry evidence model one\n").error(), Errc::corrupt);
  EXPECT_EQ(EvidenceModel::parse(bytes.substr(0, bytes.size() - 1)).error(), Errc::corrupt);
  EXPECT_EQ(EvidenceModel::parse(bytes + "x").error(), Errc::corrupt);
  std::string newer = bytes;
  newer.replace(newer.find("model 2"), 7, "model 9");
  EXPECT_EQ(EvidenceModel::parse(newer).error(), Errc::newer_version);
  std::string infinite = bytes;
  infinite.replace(infinite.find("bias -1"), 7, "bias inf");
  EXPECT_EQ(EvidenceModel::parse(infinite).error(), Errc::corrupt);
}

TEST(EvidenceModel, ContributionsAddUpToTheScore) {
  const EvidenceModel model(weights());
  const std::vector<NamedGram> grams{{Block::words, 1, "a"}, {Block::words, 2, "b"}, {Block::words, 1, "a"}};
  const auto parts = model.contributions(grams, instance({}));
  FeatureSet scratch(EvidenceModel::kSlots);
  EXPECT_NEAR(parts[0] + parts[1], 2 * (model.score(instance({1, 2}), scratch) + 1), 0.01);
  EXPECT_EQ(parts[2], 0);
}

}  // namespace
}  // namespace outcry::nlp
