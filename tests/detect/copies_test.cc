#include "detect/copies.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

using namespace std::chrono_literals;
using testing::at;

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

constexpr ServiceId kService{0};

TEST(CopyMemory, AdmitsTheFirstFewOfEachService) {
  CopyMemory memory(2, 1h);
  EXPECT_FALSE(memory.refuse({1, 2}, kService, at(0s)));
  EXPECT_FALSE(memory.refuse({2, 3}, kService, at(1s)));
  EXPECT_EQ(memory.refuse({2, 9}, kService, at(1s)), 2U);
  EXPECT_FALSE(memory.refuse({2}, ServiceId{1}, at(2s)));
  EXPECT_FALSE(memory.refuse({}, kService, at(2s)));
}

TEST(CopyMemory, CountsRefusedPostsUnderAllTheirKeys) {
  CopyMemory memory(2, 1h);
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(memory.refuse({2}, kService, at(0s)));
  for (int i = 0; i < 2; ++i) EXPECT_EQ(memory.refuse({2, 9}, kService, at(1s)), 2U);
  EXPECT_EQ(memory.refuse({9}, kService, at(2s)), 9U);
}

TEST(CopyMemory, RefusesWhatIsSentOnAndOnUntilAnHourBringsFewerThanTheCap) {
  CopyMemory memory(2, 1h);
  int counted = 0;
  for (int i = 0; i < 600; ++i) counted += memory.refuse({7}, kService, at(i * 1min)) ? 0 : 1;
  EXPECT_EQ(counted, 2);
  EXPECT_EQ(memory.refuse({7}, kService, at(599min + 59min)), std::nullopt) << "one post in the hour before";
  EXPECT_EQ(memory.refuse({7}, kService, at(599min + 61min)), std::nullopt);
  EXPECT_EQ(memory.refuse({7}, kService, at(599min + 62min)), 7U);
}

TEST(CopyMemory, IsTheSameWhenOnlyTheHourBeforeIsReadAgain) {
  const auto outcomes = [](int from) {
    CopyMemory memory(2, 1h);
    std::vector<bool> out;
    for (int i = from; i < 400; ++i) {
      memory.forget_before(at(i * 7min));
      const auto key = static_cast<std::uint64_t>(i * i % 3);
      const bool refused = memory.refuse({key, key + 1}, kService, at(i * 7min)).has_value();
      if (i >= 309) out.push_back(refused);
    }
    return out;
  };
  EXPECT_EQ(outcomes(0), outcomes(300));
}

}  // namespace
}  // namespace outcry::detect
