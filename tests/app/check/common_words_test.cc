#include "app/check/common_words.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace outcry::app {
namespace {

TEST(CommonWords, AreReadFromText) {
  const auto words = CommonWords::parse("# comment words\npower the\n\n  zoom\n");
  EXPECT_TRUE(words.has("power"));
  EXPECT_TRUE(words.has("zoom"));
  EXPECT_FALSE(words.has("comment"));
  EXPECT_FALSE(words.has("netflix"));
  EXPECT_EQ(words.size(), 3U);
}

TEST(CommonWords, HoldShortNumbers) {
  const CommonWords words;
  EXPECT_TRUE(words.has("3"));
  EXPECT_TRUE(words.has("2024"));
  EXPECT_FALSE(words.has("12306"));
  EXPECT_FALSE(words.has(""));
}

TEST(CommonWords, AreShipped) {
  const auto words = CommonWords::load(OUTCRY_SOURCE_DIR "/catalog");
  EXPECT_GT(words.size(), 1500U);
  for (const auto* word : {"max", "prime", "steam", "zoom", "slack", "teams", "signal", "three", "sky", "chase",
                           "orange", "spectrum", "discord", "power"})
    EXPECT_TRUE(words.has(word)) << word;
  for (const auto* word : {"netflix", "spotify", "hulu", "verizon", "youtube"}) EXPECT_FALSE(words.has(word)) << word;
}

TEST(CommonWords, AreNoneWhereThereIsNoList) { EXPECT_EQ(CommonWords::load("/nowhere").size(), 0U); }

}  // namespace
}  // namespace outcry::app
