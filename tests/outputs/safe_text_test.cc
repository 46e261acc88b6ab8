// Text from strangers made harmless.
#include "outputs/safe_text.h"

#include <gtest/gtest.h>

namespace outcry::outputs {
namespace {

TEST(Harmless, LeavesOrdinaryTextOfAllLanguagesAsItIs) {
  for (const std::string text : {"Netflix down in Houston!", "läuft nicht", "ネットフリックス", "نتفليكس لا يعمل",
                                 "😩👩‍👩‍👧 ❤️"}) {
    EXPECT_EQ(harmless(text), text);
  }
}

TEST(Harmless, ShowsControlCharactersInsteadOfObeyingThem) {
  EXPECT_EQ(harmless("\x1b[2Jgone\x07\x7f"), "␛[2Jgone␇␡");
  EXPECT_EQ(harmless(std::string_view("\0", 1)), "␀");
  EXPECT_EQ(harmless("\xC2\x9B"
                     "31m"),
            "\xEF\xBF\xBD"
            "31m");
}

TEST(Harmless, KeepsTextInOneLine) {
  EXPECT_EQ(harmless("  one\r\n\ttwo \xE2\x80\xA8 three\xC2\xA0 "), "one two three");
  EXPECT_EQ(harmless("\n \t"), "");
}

TEST(Harmless, DoesNotLetTextTurnItsDirection) {
  EXPECT_EQ(harmless("a\xE2\x80\xAE"
                     "b\xE2\x81\xA6"
                     "c\xE2\x80\x8F"
                     "d"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"
            "c\xEF\xBF\xBD"
            "d");
}

TEST(Harmless, DropsWhatCannotBeSeenAndTowersOfMarks) {
  EXPECT_EQ(harmless("net\xE2\x80\x8B"
                     "fl\xC2\xAD"
                     "ix\xEF\xBB\xBF"),
            "netflix");
  const std::string mark = "\xCC\x81";
  EXPECT_EQ(harmless("e" + mark + mark + mark + mark + "x"), "e" + mark + mark + "x");
}

TEST(Harmless, RepairsWhatIsNoUtf8) { EXPECT_EQ(harmless("a\xff\xE2\x82z"), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz"); }

TEST(Harmless, LeavesNoControlCharacterOfAnyBytes) {
  std::string all;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) all += {static_cast<char>(first), static_cast<char>(second)};
  }
  for (const char c : harmless(all)) {
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_TRUE(byte >= 0x20 && byte != 0x7f);
  }
}

}  // namespace
}  // namespace outcry::outputs
