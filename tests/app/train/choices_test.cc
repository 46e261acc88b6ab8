// Intents and symptoms as choices.
#include "app/train/choices.h"

#include "tests/app/train/netflix.h"

namespace outcry::app::train {
namespace {

struct ChoosingRows : NetflixRows {
  void add(int n, const std::string& label, const std::string& text, const std::string& symptom = "") {
    for (int i = 0; i < n; ++i)
      labels.push_back({.service = "netflix",
                        .label = label,
                        .symptom = symptom,
                        .text = "netflix " + text + ' ' + std::string(1, static_cast<char>('a' + i)),
                        .truth = label == "report" ? 1.0 : 0.0});
  }
};

TEST_F(ChoosingRows, IntentsAreLearntFromWhatIsNoEvidence) {
  add(12, "report", "is down");
  add(12, "news", "outage hits thousands");
  add(12, "talk", "has nice films");
  add(3, "joke", "and chill");
  const Material all = read();
  const auto choices = intents(all);
  ASSERT_TRUE(choices);
  EXPECT_EQ(choices->classes, (std::vector<std::string>{"news", "other"}));
  EXPECT_EQ(choices->examples.size(), 24U);
  EXPECT_EQ(choices->asked.size(), 39U);
  std::vector<double> probabilities;
  for (const Label* row : all.rows) probabilities.push_back(row->truth);
  const auto figures = judge_intents(all, *choices, probabilities, nlp::learn({}, {}), {.rare = 1});
  EXPECT_DOUBLE_EQ(figures.right, 1);  // the jokes are other
  EXPECT_DOUBLE_EQ(figures.macro_f1, 1);
}

TEST_F(ChoosingRows, SymptomsAreAskedOfEvidenceThatSaysHow) {
  add(12, "report", "wont let me sign in", "login");
  add(12, "report", "is down", "none");
  add(12, "individual", "forgot my password", "login");
  add(12, "report", "bad");
  const Material all = read();
  const auto choices = symptoms(all);
  ASSERT_TRUE(choices);
  EXPECT_EQ(choices->examples.size(), 36U);
  EXPECT_EQ(choices->asked.size(), 24U);
  EXPECT_DOUBLE_EQ(judge_symptoms(*choices, {.rare = 1}).right, 1);
}

TEST_F(ChoosingRows, OneClassIsNoChoice) {
  add(12, "report", "is down");
  add(12, "talk", "has nice films");
  const Material all = read();
  EXPECT_FALSE(intents(all));
  EXPECT_FALSE(symptoms(all));
}

TEST_F(ChoosingRows, WhatAMachineJudgedTeachesNoIntent) {
  add(12, "talk", "has nice films");
  add(12, "", "hm");
  add(12, "news", "outage hits thousands");
  const auto choices = intents(read());
  ASSERT_TRUE(choices);
  EXPECT_EQ(choices->examples.size(), 24U);
}

}  // namespace
}  // namespace outcry::app::train
