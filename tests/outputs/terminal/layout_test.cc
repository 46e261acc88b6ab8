// Widths, wrapping and bars.
#include "outputs/terminal/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace outcry::outputs::terminal {
namespace {

using ::testing::ElementsAre;

TEST(Width, CountsColumnsAndNotBytes) {
  EXPECT_EQ(width("läuft"), 5U);
  EXPECT_EQ(width("動画"), 4U);
  EXPECT_EQ(width("e\xCC\x81"), 1U);
  EXPECT_EQ(width("😩"), 2U);
  EXPECT_EQ(width(""), 0U);
}

TEST(Wrapped, BreaksAtSpaces) {
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("one two", 80), ElementsAre("one two"));
  EXPECT_THAT(wrapped("", 10), ElementsAre(""));
}

TEST(Wrapped, BreaksAWordThatIsLongerThanALine) {
  EXPECT_THAT(wrapped("see https://example.org/a now", 10), ElementsAre("see", "https://ex", "ample.org/", "a now"));
  EXPECT_THAT(wrapped("動画動画", 3), ElementsAre("動", "画", "動", "画"));
}

TEST(Wrapped, NeverGivesALineThatIsTooWideAndLosesNothing) {
  const std::string text = "Anyone else's Netflix läuft nicht 動画がみれない 😩😩😩😩😩 https://example.org/very/long";
  for (std::size_t columns = 2; columns < 60; ++columns) {
    std::string joined;
    for (const auto& line : wrapped(text, columns)) {
      EXPECT_LE(width(line), columns);
      joined += line;
    }
    std::erase(joined, ' ');
    std::string expected = text;
    std::erase(expected, ' ');
    EXPECT_EQ(joined, expected);
  }
}

TEST(Shortened, SaysThatSomethingIsMissing) {
  EXPECT_EQ(shortened("California", 10), "California");
  EXPECT_EQ(shortened("California", 6), "Calif…");
  EXPECT_EQ(shortened("New York", 5), "New…");
}

TEST(Filled, ToTheColumnsAskedFor) {
  EXPECT_EQ(left("ab", 4), "ab  ");
  EXPECT_EQ(right("ab", 4), "  ab");
  EXPECT_EQ(right("abcde", 4), "abcde");
}

TEST(Bar, IsAsLongAsItsShare) {
  EXPECT_EQ(bar(1, 3), "███");
  EXPECT_EQ(bar(0.5, 3), "█▌ ");
  EXPECT_EQ(bar(1e-9, 3), "▏  ");
  EXPECT_EQ(bar(0, 3), "   ");
  EXPECT_EQ(bar(7, 3), "███");
  EXPECT_EQ(bar(1, 0), "");
}

}  // namespace
}  // namespace outcry::outputs::terminal
