#include "nlp/fact_words.h"

#include <gmock/gmock.h>

#include "tests/nlp/small_catalog.h"

namespace outcry::nlp {
namespace {

using ::testing::Each;
using ::testing::Not;

TEST(FactWords, AreSentencesForPeople) {
  EXPECT_EQ(in_words("exclamation marks", 2), "there are two exclamation marks");
  EXPECT_EQ(in_words("what the rules say, from no 0 to yes 9,", 7), "the rules of grammar alone say: very likely");
  EXPECT_EQ(in_words("language", "pt"), "the language is \"pt\"");
}

TEST(FactWords, OfAFactOrAValueWithoutWordsAreItsNameAndValue) {
  EXPECT_EQ(in_words("a new fact", 3), "a new fact: 3");
  EXPECT_EQ(in_words("exclamation marks", 17), "exclamation marks: 17");
  EXPECT_EQ(in_words("a new fact", "x"), "a new fact: x");
}

}  // namespace
}  // namespace outcry::nlp
