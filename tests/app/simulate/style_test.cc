#include "app/simulate/style.h"

#include <gtest/gtest.h>

namespace outcry::simulate {
namespace {

const Hand kNeat{.lower = true, .apostrophes = true, .emoji = false, .careful = true};

TEST(Style, APersonAlwaysTypesAlike) {
  EXPECT_EQ(hand_of(17).lower, hand_of(17).lower);
  int lower = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) lower += hand_of(i).lower ? 1 : 0;
  EXPECT_GT(lower, 500);
  EXPECT_LT(lower, 750);
}

TEST(Style, AddressesStayAsTheyAre) {
  Random random(1, "style");
  EXPECT_EQ(typed("read https://news.example/abc", {}, random), "read https://news.example/abc");
}

TEST(Style, ApostrophesAreDroppedByThoseWhoDo) {
  Random random(1, "style");
  Hand hand = kNeat;
  hand.apostrophes = false;
  EXPECT_EQ(typed("can't open it", hand, random), "cant open it");
}

TEST(Style, SentencesBeginLargeForThoseWhoWriteSo) {
  Random random(1, "style");
  Hand hand = kNeat;
  hand.lower = false;
  EXPECT_EQ(typed("it broke. \"oh no", hand, random), "It broke. \"oh no");
}

TEST(Style, NamesWithSignsAndDigitsAreNeverMistyped) {
  const Hand hasty{.lower = false};
  Random random(1, "style");
  for (int i = 0; i < 500; ++i)
    EXPECT_NE(
        typed("x @netflixhelps #netflixdown M7111-5059", hasty, random).find("@netflixhelps #netflixdown M7111-5059"),
        std::string::npos);
}

TEST(Style, HastyPeopleMistypeNowAndThen) {
  const Hand hasty{.lower = true, .apostrophes = true};
  Random random(1, "style");
  int wrong = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto text = typed("something", hasty, random);
    if (text != "something" && text != "SOMETHING") ++wrong;
  }
  EXPECT_GT(wrong, 10);
  EXPECT_LT(wrong, 100);
}

}  // namespace
}  // namespace outcry::simulate
