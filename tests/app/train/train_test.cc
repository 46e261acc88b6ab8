#include "app/train/train.h"

#include "tests/app/train/netflix.h"

namespace outcry::app::train {
namespace {

struct Training : NetflixRows {
  void add(std::string text, bool positive, bool given = false, bool doubtful = false) {
    labels.push_back({.service = "netflix",
                      .label = positive ? "report" : "talk",
                      .text = std::move(text),
                      .truth = positive ? 1.0 : 0.0,
                      .doubtful = doubtful,
                      .given = given});
  }
};

TEST_F(Training, DoubtfulRowsWeighLess) {
  add("netflix is down", true);
  add("netflix perhaps", true, false, true);
  const auto all = material(classifier, *catalog, labels, 5, 0.35);
  ASSERT_EQ(all.examples.size(), 2U);
  EXPECT_DOUBLE_EQ(all.examples[0].weight, 1);
  EXPECT_DOUBLE_EQ(all.examples[1].weight, 0.35);
}

TEST_F(Training, ATextThatDoesNotNameItsServiceIsReadAsGiven) {
  add("nothing loads", true);
  const auto all = material(classifier, *catalog, labels, 5, 1);
  ASSERT_EQ(all.examples.size(), 1U);
  EXPECT_EQ(all.examples[0].instance.kind, nlp::Register::given);
}

TEST_F(Training, ServicesThatNobodyKnowsAreNotRead) {
  labels.push_back({.service = "plurk", .label = "report", .text = "plurk is down"});
  const auto all = material(classifier, *catalog, labels, 5, 1);
  EXPECT_EQ(all.unread, 1U);
  EXPECT_TRUE(all.examples.empty());
}

TEST_F(Training, JudgesOnlyTheRowsThatCount) {
  add("netflix is down", true);
  add("netflix is fun", false);
  labels.back().train_only = true;
  const auto all = material(classifier, *catalog, labels, 5, 1);
  const auto lines = judge(all, {0.9, 0.9}, nlp::learn({}, {}));
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0].quality.rows, 1U);
  EXPECT_DOUBLE_EQ(lines[0].quality.precision, 1);
}

TEST_F(Training, ProbabilitiesComeFromModelsThatDidNotSeeTheRow) {
  for (int i = 0; i < 30; ++i) {
    const std::string word(static_cast<std::size_t>(i % 26 + 1), static_cast<char>('a' + i % 26));
    add("netflix is down " + word, true);
    add("netflix is lovely " + word, false);
  }
  const auto all = material(classifier, *catalog, labels, 5, 1);
  const auto probabilities = cross_validated_probabilities(all, {.rare = 1});
  const auto lines = judge(all, probabilities, nlp::learn({}, {}));
  EXPECT_GT(lines[0].quality.auc, 0.95);
}

}  // namespace
}  // namespace outcry::app::train
