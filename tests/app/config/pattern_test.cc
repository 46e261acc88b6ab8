#include "app/config/pattern.h"

#include <gtest/gtest.h>

namespace outcry::app {
namespace {

TEST(Pattern, IsFineWhenTheClassifierCanCompileIt) {
  for (const auto* good :
       {"NW-\\d-\\d", "\\b5\\d\\d\\b", "error (code )?[A-Z]{2,4}[0-9]+", "UI-\\d{3,4}", "\xc3\xa9rreur"}) {
    EXPECT_FALSE(pattern_fault(good)) << good;
    EXPECT_FALSE(compiled_pattern_fault(good)) << good;
  }
}

TEST(Pattern, IsFaultyWithAReasonWhenItCannotBeRead) {
  for (const auto* bad : {"", "(", "[a", "(?<=x)y", "(a)\\1", "x*", "a|", "*", "\\"}) {
    const auto fault = compiled_pattern_fault(bad);
    ASSERT_TRUE(fault) << bad;
    EXPECT_FALSE(fault->message.empty());
    EXPECT_FALSE(fault->hint.empty());
  }
}

TEST(Pattern, IsFaultyWhenItWouldBeTooMuch) {
  EXPECT_EQ(pattern_fault(std::string(501, 'x'))->message, "the pattern is longer than 500 bytes");
  EXPECT_TRUE(compiled_pattern_fault("(a{1,30000}b{1,30000}){1,300}"));
  EXPECT_TRUE(pattern_fault(std::string("a\0b", 3)));
}

}  // namespace
}  // namespace outcry::app
