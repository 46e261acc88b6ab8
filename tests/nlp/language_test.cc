// Languages are told by script, common words and phrases.
#include "nlp/language.h"

#include <gtest/gtest.h>

#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

struct LanguageGuess : ::testing::Test {
  LanguageGuess() {
    catalog = std::make_shared<Catalog>(*testing::small_catalog());
    for (const auto* word : {"the", "is", "not", "on"}) catalog->common_words.push_back({"en", word});
    for (const auto* word : {"der", "ist", "nicht", "geht"}) catalog->common_words.push_back({"de", word});
    for (const auto* word : {"est", "ça", "depuis", "on"}) catalog->common_words.push_back({"fr", word});
  }

  std::string of(std::string_view text, std::string_view declared = "") {
    testing::Asked asked(catalog);
    return asked.explained(Post{.text = text, .language = declared}).language;
  }

  std::shared_ptr<Catalog> catalog;
};

TEST_F(LanguageGuess, CommonWordsTell) {
  EXPECT_EQ(of("netflix is not on the list"), "en");
  EXPECT_EQ(of("netflix geht wieder nicht"), "de");
  EXPECT_EQ(of("Netflix c'est ça depuis hier"), "fr");
}

TEST_F(LanguageGuess, APhraseTellsWhereNoCommonWordIs) { EXPECT_EQ(of("netflix se cayó"), "es"); }

TEST_F(LanguageGuess, ScriptsOfOneLanguageTell) {
  EXPECT_EQ(of("Netflix 안 돼"), "ko");
  EXPECT_EQ(of("Netflix が見れない"), "ja");
  EXPECT_EQ(of("netflix نہیں"), "ar");
  EXPECT_EQ(of("netflix नहीं चल रहा"), "hi");
}

TEST_F(LanguageGuess, OneCharacterOfAnotherScriptTellsNothing) {
  EXPECT_EQ(of("netflix is not on the list ¯\\_(ツ)_/¯"), "en");
}

TEST_F(LanguageGuess, WhatTheSourceSaysIsBelieved) { EXPECT_EQ(of("netflix is not on the list", "de-AT"), "de"); }

TEST_F(LanguageGuess, NothingIsSaidWhereNothingTells) { EXPECT_EQ(of("netflix netflix"), ""); }

TEST(PrimaryLanguage, IsTheFirstTwoLettersOfATag) {
  EXPECT_EQ(primary_language("pt-BR"), "pt");
  EXPECT_EQ(primary_language("PT"), "pt");
  EXPECT_EQ(primary_language("und"), "");
  EXPECT_EQ(primary_language("por"), "");
  EXPECT_EQ(primary_language("in"), "id");
  EXPECT_EQ(primary_language(""), "");
  EXPECT_EQ(primary_language("x"), "");
  EXPECT_EQ(primary_language("12"), "");
}

}  // namespace
}  // namespace outcry::nlp
