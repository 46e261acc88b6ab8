#include "detect/copies.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace outcry::detect {
namespace {

bool share_a_key(std::string_view a, std::string_view b) {
  const auto left = copy_keys(a);
  return std::ranges::any_of(copy_keys(b),
                             [&](std::uint64_t key) { return std::ranges::find(left, key) != left.end(); });
}

TEST(Copies, NormalisesAwayLinksHandlesDigitsAndPunctuation) {
  EXPECT_EQ(normalised("@user  Netflix is DOWN!!! 3 hours https://t.co/x #fail"), "netflix is down hours fail");
  EXPECT_EQ(normalised("ça marche pas"), "ça marche pas");
}

TEST(Copies, NeverJoinsShortReports) { EXPECT_FALSE(share_a_key("xbox live is down", "xbox live is down")); }

TEST(Copies, JoinsALongTextWithItsCopyToAnotherAccount) {
  EXPECT_TRUE(share_a_key("Everybody please complain that the shop has been down for days @one",
                          "everybody please complain that the shop has been down for 3 days! @two"));
}

TEST(Copies, JoinsATemplateWithAChangedBeginning) {
  EXPECT_TRUE(
      share_a_key("Gain followers now #nowplaying on \"Power Outage\" by the loudest band of our good old town",
                  "Who wants 500 likes? #nowplaying on \"Power Outage\" by the loudest band of our good old town"));
}

TEST(Copies, JoinsTheSameLinkWithTheSameTags) {
  EXPECT_TRUE(share_a_key("look https://a.example/1 #outage", "see here https://a.example/1 #outage"));
  EXPECT_FALSE(share_a_key("look https://a.example/1 #outage", "see here https://a.example/1"));
  EXPECT_FALSE(share_a_key("is it down? #outage", "no picture here #outage"));
}

TEST(Copies, CountsTwoCharactersAsAWordWhereThereAreNoSpaces) {
  const std::string_view long_text = "ネットフリックスが今見られないんだけど同じ人いますか";
  EXPECT_TRUE(share_a_key(long_text, long_text));
  EXPECT_FALSE(share_a_key("ネトフリ落ちてる", "ネトフリ落ちてる"));
}

TEST(CopyCap, AdmitsTheFirstFew) {
  CopyCap cap(2);
  EXPECT_FALSE(cap.refuse({1, 2}));
  EXPECT_FALSE(cap.refuse({2, 3}));
  EXPECT_EQ(cap.refuse({2, 9}), 2U);
  EXPECT_FALSE(cap.refuse({9}));
  EXPECT_FALSE(cap.refuse({}));
}

}  // namespace
}  // namespace outcry::detect
