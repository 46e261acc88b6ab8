#include "model/shares.h"

#include <gtest/gtest.h>

namespace outcry {
namespace {

Catalog small_catalog() {
  Catalog catalog;
  catalog.symptoms = {{"login", "cannot log in"}, {"buffering", "buffering"}};
  catalog.regions = {{"US", "United States", "US", 335},
                     {"US-TX", "Texas", "US", 30},
                     {"US-CA", "California", "US", 39},
                     {"FR", "France", "FR", 68}};
  return catalog;
}

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
  const auto catalog = small_catalog();
  UsualShares usual;
  EXPECT_NEAR(usual.share(RegionId{1}, catalog), 335.0 / 403 * 0.5 * 30 / 69, 1e-9);
  ServiceCounts counts;
  counts.reporters = 1'000;
  counts.regions = {{RegionId{1}, 900, 0, 0}, {RegionId{3}, 100, 0, 0}};
  usual.learn(counts);
  EXPECT_NEAR(usual.share(RegionId{1}, catalog), 0.89, 0.01);
}

TEST(UsualShares, APartNotHeardFromYetHasItsPartOfTheCountry) {
  const auto catalog = small_catalog();
  UsualShares usual;
  ServiceCounts counts;
  counts.reporters = 10;
  counts.regions = {{RegionId{1}, 10, 0, 0}};
  usual.learn(counts);
  EXPECT_GT(usual.share(RegionId{2}, catalog), 0.25) << "California, when ten Texans were heard";
  EXPECT_LT(usual.share(RegionId{3}, catalog), 0.1) << "France";
  double all = 0;
  for (std::uint16_t id = 0; id < 4; ++id) all += usual.share(RegionId{id}, catalog);
  EXPECT_NEAR(all, 1, 0.15);
}

TEST(RegionShares, AreOfThoseWhoSayAPlaceAndShowNoneBelowFive) {
  const std::vector<RegionCount> counts{
      {RegionId{1}, 40, 20, 1}, {RegionId{2}, 6, 1, 5}, {RegionId{3}, 4, 0, 0}, {kNoRegion, 12, 0, 0}};
  const auto shares = region_shares(counts, {}, small_catalog(), 5);
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares[0].region, RegionId{1});
  EXPECT_NEAR(shares[0].expected, UsualShares().share(RegionId{1}, small_catalog()) * 50, 1e-9);
  EXPECT_TRUE(shares[0].significant);
  EXPECT_EQ(shares[0].completeness, Scope::complete);
  EXPECT_FALSE(shares[1].significant);
}

TEST(SymptomShares, AreOfAllReporters) {
  const std::vector<SymptomCount> counts{{SymptomId{0}, 5}, {SymptomId{1}, 30}};
  const auto shares = symptom_shares(counts, 40, {}, small_catalog(), 5);
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares[0].symptom, SymptomId{1});
  EXPECT_NEAR(shares[0].expected, 20, 1e-9) << "two symptoms are equally usual before anything was learnt";
  EXPECT_TRUE(shares[0].significant);
  EXPECT_FALSE(shares[1].significant);
}

}  // namespace
}  // namespace outcry
