#include "detect/shares.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

TEST(BinomialTail, AgreesWithExactSums) {
  EXPECT_NEAR(binomial_tail(8, 10, 0.5), 56.0 / 1024, 1e-12);
  EXPECT_NEAR(binomial_tail(10, 10, 0.5), 1.0 / 1024, 1e-15);
  EXPECT_EQ(binomial_tail(3, 10, 0.5), 1);
  EXPECT_EQ(binomial_tail(0, 10, 0.5), 1);
  EXPECT_EQ(binomial_tail(1, 10, 0), 0);
}

TEST(BenjaminiHochberg, StepsUpToTheLargestThatPasses) {
  const auto rejected = benjamini_hochberg({0.039, 0.008, 0.041, 0.2, 0.001}, 0.05);
  EXPECT_EQ(rejected, (std::vector<bool>{false, true, false, false, true}));
  EXPECT_TRUE(benjamini_hochberg({}, 0.05).empty());
}

TEST(UsualShares, StartFromThePopulationAndLearn) {
  const auto catalog = testing::small_catalog();
  UsualShares usual;
  EXPECT_NEAR(usual.share(RegionId{1}, *catalog), 335.0 / 403 * 0.5 * 30 / 69, 1e-9);
  ServiceCounts counts;
  counts.reporters = 1'000;
  counts.regions = {{RegionId{1}, 900, 0, 0}, {RegionId{3}, 100, 0, 0}};
  usual.learn(counts);
  EXPECT_NEAR(usual.share(RegionId{1}, *catalog), 0.89, 0.01);
}

TEST(UsualShares, APartNotHeardFromYetHasItsPartOfTheCountry) {
  const auto catalog = testing::small_catalog();
  UsualShares usual;
  ServiceCounts counts;
  counts.reporters = 10;
  counts.regions = {{RegionId{1}, 10, 0, 0}};
  usual.learn(counts);
  EXPECT_GT(usual.share(RegionId{2}, *catalog), 0.25) << "California, when ten Texans were heard";
  EXPECT_LT(usual.share(RegionId{3}, *catalog), 0.1) << "France";
  double all = 0;
  for (std::uint16_t id = 0; id < 4; ++id) all += usual.share(RegionId{id}, *catalog);
  EXPECT_NEAR(all, 1, 0.15);
}

}  // namespace
}  // namespace outcry::detect
