// Colours, shapes, pages.
#include "outputs/terminal/paint.h"

#include <gtest/gtest.h>

namespace outcry::outputs::terminal {
namespace {

TEST(Sign, HasAShapeForEveryState) {
  EXPECT_EQ(sign_of("open").shape, "■");
  EXPECT_EQ(sign_of("suspected").shape, "▲");
  EXPECT_EQ(sign_of("recovering").shape, "▲");
  EXPECT_EQ(sign_of("resolved").shape, "●");
  EXPECT_EQ(sign_of("dismissed").shape, "●");
  EXPECT_EQ(sign_of("merged").shape, "?");
  EXPECT_EQ(sign_of("").shape, "?");
}

TEST(Paint, ColoursOnlyWhenAskedTo) {
  EXPECT_EQ(Paint({.colour = false})(Tone::incident, "x"), "x");
  EXPECT_EQ(Paint({.colour = true})(Tone::incident, "x"), "\x1b[1;31mx\x1b[0m");
  EXPECT_EQ(Paint({.colour = true})(Tone::plain, "x"), "x");
  EXPECT_EQ(Paint({.colour = true})(Tone::strong, ""), "");
}

TEST(Page, HangsAParagraphBehindItsLead) {
  Page page(30, Paint({.colour = false}));
  page.paragraph(8, "  What", "people say that it fails for them");
  EXPECT_EQ(page.take(), "  What  people say that it\n        fails for them\n");
}

TEST(Page, SetsAHeadingApart) {
  Page page(30, Paint({.colour = false}));
  page.line("one");
  page.heading("Where");
  EXPECT_EQ(page.take(), "one\n\nWhere\n");
}

}  // namespace
}  // namespace outcry::outputs::terminal
