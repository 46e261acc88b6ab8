#include "app/config/forms.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

TEST(Slug, IsSmallLettersDigitsAndInnerHyphens) {
  for (const auto* good : {"a", "9gag", "disney-plus", "x"}) EXPECT_TRUE(is_slug(good)) << good;
  for (const auto* bad : {"", "-", "a-", "-a", "A", "a b", "a_b", "\u00e9"}) EXPECT_FALSE(is_slug(bad)) << bad;
  EXPECT_TRUE(is_slug(std::string(64, 'a')));
  EXPECT_FALSE(is_slug(std::string(65, 'a')));
}

TEST(Slug, IsProposedForAnyText) {
  EXPECT_EQ(slug_like("City Power"), "city-power");
  EXPECT_EQ(slug_like("  Disney+ (US) "), "disney-us");
  EXPECT_EQ(slug_like("\u00e9\u00e9"), "my-service");
  EXPECT_TRUE(is_slug(slug_like(std::string(70, 'a'))));
  EXPECT_TRUE(is_slug(slug_like(std::string(63, 'a') + "-b")));
}

TEST(RegionCode, IsACountryOrOneOfItsParts) {
  for (const auto* good : {"US", "US-TX", "FR-75", "GB-ENG"}) EXPECT_TRUE(is_region_code(good)) << good;
  for (const auto* bad : {"", "us", "USA", "US-", "US-tx", "US-TEXAS", "U-TX", "US_TX"})
    EXPECT_FALSE(is_region_code(bad)) << bad;
  EXPECT_TRUE(is_country("US"));
  EXPECT_FALSE(is_country("US-TX"));
}

TEST(Letters, AreCountedNotBytes) {
  EXPECT_EQ(letters("a\u00e9\u65e5"), 3U);
  EXPECT_EQ(letters(""), 0U);
}

TEST(NormalPhrase, IsLowerWithoutApostrophesAndDoubleSpaces) {
  EXPECT_EQ(normal_phrase("  Can't\tLOG   in "), "cant log in");
  EXPECT_EQ(normal_phrase("N\u2019arrive PAS \u00c0"), "narrive pas \u00e0");
  EXPECT_EQ(normal_phrase("\u0421\u0411\u041e\u0419"), "\u0441\u0431\u043e\u0439");
  EXPECT_EQ(normal_phrase("a\xff"
                          "b"),
            "ab");
  EXPECT_EQ(normal_phrase("'"), "");
}

}  // namespace
}  // namespace outcry::app
