// One plain line out of anything.
#include "outputs/formats/plain_text.h"

#include <gtest/gtest.h>

#include "outputs/utf8.h"
#include "tests/outputs/formats/hostile_texts.h"

namespace outcry::outputs::formats {
namespace {

TEST(OneLine, MakesOneSpaceOfWhiteSpace) {
  EXPECT_EQ(one_line("  a \t\r\n\u00A0\u2028 b\n"), "a b");
  EXPECT_EQ(one_line(" \n "), "");
}

TEST(OneLine, LeavesOutWhatIsNoText) {
  EXPECT_EQ(one_line("a\x1b[31m\x07z"), "a[31mz");
  EXPECT_EQ(one_line("a\u202Eb\u2066c\uFEFF"), "abc");
  EXPECT_EQ(one_line("\uFFFE\uFDD0x"), "x");
}

TEST(OneLine, KeepsWhatLanguagesNeed) {
  EXPECT_EQ(one_line("می\u200Cخواهم"), "می\u200Cخواهم");
  EXPECT_EQ(one_line("👩\u200D👩\u200D👧"), "👩\u200D👩\u200D👧");
}

TEST(OneLine, IsValidUtf8WithoutControlCharactersWhateverItIsMadeOf) {
  for (const auto& text : hostile_texts()) {
    const std::string line = one_line(text);
    EXPECT_EQ(repaired(line), line);
    EXPECT_EQ(one_line(line), line);
    for (const char c : line) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
  }
}

TEST(Shortened, EndsInAnEllipsisOnlyWhenSomethingIsLeftOut) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "ab…");
  EXPECT_EQ(shortened("", 3), "");
  EXPECT_EQ(shortened("ab", 1), "…");
}

TEST(Shortened, CutsNoCharacterInTwo) {
  EXPECT_EQ(shortened("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  EXPECT_EQ(shortened("👩\u200D👩\u200D👧👩\u200D👩\u200D👧!", 2), "👩\u200D👩\u200D👧…");
}

}  // namespace
}  // namespace outcry::outputs::formats
