// Sentiment and frustration of each service of a post.
#include <gtest/gtest.h>

#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

struct MoodOf : ::testing::Test {
  testing::Asked asked;
  Verdict of(std::string_view slug, std::string_view text) { return asked.of(slug, text).value(); }
};

TEST_F(MoodOf, EachServiceHasTheMoodOfItsOwnSentences) {
  const std::string_view text = "Netflix is terrible today. Hulu is great though.";
  EXPECT_LT(of("netflix", text).sentiment, -0.2F);
  EXPECT_GT(of("hulu", text).sentiment, 0.2F);
}

TEST_F(MoodOf, OneServiceHasTheMoodOfTheWholeText) {
  EXPECT_LT(of("netflix", "Netflix again. Terrible.").sentiment, -0.2F);
}

TEST_F(MoodOf, ShoutingIsMoreFrustratedThanStating) {
  const float stated = of("netflix", "netflix is down").frustration;
  const float shouted = of("netflix", "WTF netflix IS DOWN AGAIN!! ugh").frustration;
  EXPECT_LT(stated, 0.2F);
  EXPECT_GT(shouted, stated + 0.3F);
  EXPECT_LE(shouted, 1.0F);
}

TEST_F(MoodOf, ContentmentIsNotFrustrated) { EXPECT_EQ(of("netflix", "netflix is lovely").frustration, 0.0F); }

}  // namespace
}  // namespace outcry::nlp
