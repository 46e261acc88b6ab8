// Mood by words.
#include "nlp/sentiment.h"

#include <gtest/gtest.h>

#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

struct Mood : ::testing::Test {
  Sentiment sentiment{testing::small_catalog()->valences};
  Sentiment::Buffer buffer;
  double of(std::string_view text) { return sentiment.of(text, buffer); }
};

TEST_F(Mood, WordsCarryIt) {
  EXPECT_NEAR(of("I love it"), 0.6369, 1e-4);
  EXPECT_LT(of("this is terrible"), -0.4);
  EXPECT_EQ(of("it is down"), 0);
  EXPECT_EQ(of(""), 0);
}

TEST_F(Mood, NegationTurnsItRound) {
  EXPECT_LT(of("not good"), 0);
  EXPECT_GT(of("this isn't terrible"), 0);
}

TEST_F(Mood, BoostersCapitalsAndMarksStrengthen) {
  EXPECT_GT(of("very good"), of("good"));
  EXPECT_LT(of("slightly good"), of("good"));
  EXPECT_GT(of("this is GOOD"), of("this is good"));
  EXPECT_GT(of("good!!!"), of("good!"));
  EXPECT_LT(of("terrible!"), of("terrible"));
}

TEST_F(Mood, WhatComesAfterButWeighsMore) {
  EXPECT_LT(of("great but terrible"), 0);
  EXPECT_GT(of("terrible but great"), 0);
}

TEST_F(Mood, EmoticonsCount) {
  EXPECT_LT(of("down again :("), 0);
  EXPECT_GT(of("back :)"), 0);
}

TEST_F(Mood, StaysWithinItsBounds) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "worst hate awful ";
  EXPECT_GE(of(text), -1);
}

}  // namespace
}  // namespace outcry::nlp
