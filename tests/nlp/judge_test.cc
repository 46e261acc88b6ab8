// The learnt model in the place of the rules.
#include "nlp/judge.h"

#include <gmock/gmock.h>

#include "nlp/learn.h"
#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

constexpr std::array<std::string_view, 6> kDown{"netflix is down",     "netflix wont load",
                                                "netflix not working", "netflix down for me too",
                                                "cant open netflix",   "netflix keeps failing"};
constexpr std::array<std::string_view, 6> kFine{"i love netflix",    "watching netflix tonight",
                                                "netflix and chill", "new show on netflix",
                                                "netflix is great",  "netflix again tonight"};

/// The small catalog with a model that was learnt from twelve posts.
std::shared_ptr<const Catalog> taught_catalog() {
  testing::Asked asked;
  std::vector<Example> examples;
  std::uint32_t fold = 0;
  for (const bool positive : {true, false})
    for (const std::string_view text : positive ? kDown : kFine)
      examples.push_back({*asked.instance("netflix", Post{.text = text}), positive ? 1.0 : 0.0, 1, fold++ % 3});
  auto catalog = std::make_shared<Catalog>(*testing::small_catalog());
  catalog->models = Models{learn(examples, {.rare = 1, .folds = 3, .least_precision = {0.5, 0.5}}), {}, {}}.bytes();
  return catalog;
}

TEST(Judge, FollowsTheModelOfTheCatalog) {
  testing::Asked asked(taught_catalog());
  EXPECT_GT(asked.of("netflix", "netflix is down now")->evidence,
            asked.of("netflix", "netflix is a great show")->evidence);
}

TEST(Judge, ExplainsWithTheWeightsOfTheModel) {
  testing::Asked asked(taught_catalog());
  const auto explanation = asked.explained("netflix is down");
  ASSERT_EQ(explanation.mentions.size(), 1U);
  EXPECT_THAT(explanation.mentions[0].why, ::testing::Contains(::testing::HasSubstr("\"down\"")));
}

TEST(Judge, ExplainsFactsAndMaskedWordsInWords) {
  testing::Asked asked(taught_catalog());
  for (const std::string text :
       {"netflix is down", "NETFLIX is DOWN!!! and hulu too, 3 times http://a.example",
        "is it just me or does netflix not work since this morning on my tv and hulu is fine"}) {
    for (const auto& mention : asked.explained(text).mentions) {
      EXPECT_THAT(mention.why, ::testing::Each(::testing::Not(::testing::ContainsRegex(": [0-9]+ [(]"))));
      EXPECT_THAT(mention.why, ::testing::Each(::testing::Not(::testing::HasSubstr("SVC"))));
    }
  }
}

TEST(Judge, AThresholdMovesWhatCounts) {
  testing::Asked strict(taught_catalog(), {.threshold = 1.0});
  testing::Asked loose(taught_catalog(), {.threshold = 0.0});
  EXPECT_FALSE(is_evidence(strict.of("netflix", "netflix is down")->intent));
  EXPECT_TRUE(is_evidence(loose.of("netflix", "netflix is lovely")->intent));
}

TEST(Judge, AnOfficialAccountIsNeverEvidence) {
  testing::Asked loose(taught_catalog(), {.threshold = 0.5});
  const auto verdict =
      loose.of("netflix", Post{.author_name = "Netflixhelps", .text = "netflix is down, we are on it"});
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->intent, Intent::official);
}

TEST(Judge, ACatalogWithABrokenModelMakesNoClassifier) {
  auto catalog = std::make_shared<Catalog>(*testing::small_catalog());
  catalog->models = "outcry models 1\nnonsense";
  EXPECT_EQ(Classifier::make(catalog).error(), Errc::corrupt);
}

}  // namespace
}  // namespace outcry::nlp
