#include "app/classify/unknown_services.h"

#include <gtest/gtest.h>

namespace outcry::app::classify {
namespace {

UnknownService named(std::string name, std::uint64_t line) {
  return {.name = std::move(name), .posts = 1, .file = "a.csv", .line = line};
}

TEST(UnknownServices, KeepTheFirstPlaceOfEachAndCountItsPosts) {
  UnknownServices all;
  all.add(named("b", 2));
  all.add(named("a", 3));
  UnknownServices later;
  later.add(named("a", 4));
  later.add(named("c", 5));
  all.add(later);
  ASSERT_EQ(all.list().size(), 3U);
  EXPECT_EQ(all.list()[1].name, "a");
  EXPECT_EQ(all.list()[1].posts, 2U);
  EXPECT_EQ(all.list()[1].line, 3U);
  EXPECT_EQ(all.posts(), 4U);
}

TEST(UnknownServices, OfManyValuesAndLongOnesKeepWhatIsTold) {
  UnknownServices first;
  UnknownServices all;
  for (std::size_t i = 0; i < UnknownServices::kMostNames + 50; ++i) first.add(named(std::to_string(i), i));
  EXPECT_EQ(first.list().size(), UnknownServices::kMostNames);
  all.add(named(std::string(10'000, 'x'), 1));
  EXPECT_EQ(all.list()[0].name.size(), UnknownServices::kLongestName);
  all.add(first);
  EXPECT_EQ(all.list().size(), UnknownServices::kMostNames);
  EXPECT_EQ(all.posts(), UnknownServices::kMostNames + 51);
}

}  // namespace
}  // namespace outcry::app::classify
