#include "detect/showcase.h"

#include <gtest/gtest.h>

#include "tests/detect/streams.h"

namespace outcry::detect {
namespace {

Sample sample(std::string text, float evidence, RegionId region = kNoRegion, std::uint32_t symptoms = 0) {
  return {testing::kStart, text, "", text, Intent::report, evidence, SymptomSet{symptoms}, region};
}

TEST(Showcase, NeverShowsATextTwice) {
  const auto best = representative({sample("Down!", 0.9F), sample("down", 0.8F), sample("no picture", 0.5F)}, 5);
  EXPECT_EQ(best.size(), 2U);
}

TEST(Showcase, VariesSymptomAndRegion) {
  std::vector<Sample> pool;
  for (int i = 0; i < 5; ++i)
    pool.push_back(sample("texas " + std::string(1, static_cast<char>('a' + i)), 0.9F, RegionId{1}, 1));
  pool.push_back(sample("california", 0.8F, RegionId{2}, 2));
  const auto best = representative(pool, 2);
  ASSERT_EQ(best.size(), 2U);
  EXPECT_NE(best[0].region, best[1].region);
}

TEST(Showcase, ForgetsThePostsThatAreWithdrawn) {
  Showcase showcase;
  for (std::uint64_t post = 1; post <= 4; ++post) {
    Sample shown = sample("post " + std::to_string(post), 0.5F);
    shown.identity = post;
    showcase.add(shown);
  }
  const std::vector<std::uint64_t> gone{2, 4, 9};
  showcase.withdraw(gone);
  ASSERT_EQ(showcase.pool().size(), 2U);
  EXPECT_EQ(showcase.pool()[0].identity, 1U);
  EXPECT_EQ(showcase.pool()[1].identity, 3U);
}

TEST(Showcase, StaysSmall) {
  Showcase showcase;
  for (int i = 0; i < 500; ++i)
    showcase.add(sample("text " + std::string(static_cast<std::size_t>(i % 60 + 1), 'x'), 0.5F));
  EXPECT_LE(showcase.pool().size(), 48U);
}

}  // namespace
}  // namespace outcry::detect
