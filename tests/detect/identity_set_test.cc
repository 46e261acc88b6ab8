#include "detect/identity_set.h"

#include <gtest/gtest.h>

namespace outcry::detect {
namespace {

TEST(IdentitySet, KnowsWhatItHasSeenWhileItGrows) {
  IdentitySet set;
  for (std::uint64_t i = 1; i <= 10'000; ++i) EXPECT_TRUE(set.insert(i * 0x9e3779b97f4a7c15U));
  for (std::uint64_t i = 1; i <= 10'000; ++i) EXPECT_FALSE(set.insert(i * 0x9e3779b97f4a7c15U));
  EXPECT_EQ(set.size(), 10'000U);
}

TEST(IdentitySet, TakesZeroForNoIdentity) {
  IdentitySet set;
  EXPECT_TRUE(set.insert(0));
  EXPECT_TRUE(set.insert(0));
  EXPECT_EQ(set.size(), 0U);
}

TEST(IdentitySet, KnowsWhatItHoldsAndNeverZero) {
  IdentitySet set;
  for (std::uint64_t key = 1; key < 500; key += 2) set.insert(key * 0x9e3779b97f4a7c15U);
  EXPECT_TRUE(set.contains(3 * 0x9e3779b97f4a7c15U));
  EXPECT_FALSE(set.contains(4 * 0x9e3779b97f4a7c15U));
  EXPECT_FALSE(set.contains(0));
}

}  // namespace
}  // namespace outcry::detect
