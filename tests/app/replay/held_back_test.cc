#include "app/replay/held_back.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace outcry::app {
namespace {

using testing::HasSubstr;
using testing::Not;

Catalog catalog() {
  Catalog out;
  out.services.push_back({.slug = "netflix", .name = "Netflix"});
  return out;
}

WindowCounts window(std::uint32_t copies, std::vector<CopyCluster> clusters) {
  WindowCounts out;
  ServiceCounts counts;
  counts.copies = copies;
  counts.clusters = std::move(clusters);
  out.services.push_back(counts);
  return out;
}

TEST(HeldBack, SaysNothingOfNothing) { EXPECT_EQ(to_text(HeldBack(), catalog()), ""); }

TEST(HeldBack, SumsOverWindowsAndNamesTheLargest) {
  HeldBack held;
  for (int i = 0; i < 3; ++i) held.add(window(7, {{9, 4, 1, "buy now\x1b[31m"}, {8, 1, 2, "rare"}}));
  held.add(window(5, {{kNewAccountsKey, 5, 3, "it is down"}}));
  const std::string text = to_text(held, catalog());
  EXPECT_THAT(text, HasSubstr("held back 26 posts of evidence"));
  EXPECT_THAT(text, HasSubstr("  Netflix: 12 posts of one text, such as: buy now"));
  EXPECT_THAT(text, HasSubstr("  Netflix: 5 posts from accounts made within three days, such as: it is down\n"));
  EXPECT_THAT(text, Not(HasSubstr("rare")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(HeldBack, CutsLongTextsBetweenLetters) {
  HeldBack held;
  std::string text(99, 'a');
  held.add(window(5, {{9, 5, 1, text + "\u00e9\u00e9 more"}}));
  EXPECT_THAT(to_text(held, catalog()), HasSubstr(text + "..."));
}

TEST(HeldBack, StaysSmall) {
  HeldBack held;
  held.add(window(10, {{1'000'000, 10, 1, "the largest"}}));
  for (std::uint64_t key = 2; key < 5'000; ++key) held.add(window(6, {{key, 6, 1, "one of many"}}));
  ASSERT_EQ(held.clusters().size(), 3U);
  EXPECT_EQ(held.clusters()[0].copies.text, "the largest");
}

}  // namespace
}  // namespace outcry::app
