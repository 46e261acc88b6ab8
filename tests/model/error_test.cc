// Reasons and places of problems.
#include "model/error.h"

#include <gtest/gtest.h>

#include <set>

namespace outcry {
namespace {

TEST(Error, EveryReasonHasItsOwnName) {
  std::set<std::string> names;
  for (int value = 1; value <= static_cast<int>(Errc::out_of_order); ++value) {
    const std::string name = make_error_code(static_cast<Errc>(value)).message();
    EXPECT_NE(name, "unknown error");
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(Error, AProblemNamesItsPlace) {
  EXPECT_EQ(describe({.reason = Errc::truncated, .file = "a.tar", .member = "b.gz", .line = 17}),
            "a.tar!b.gz:17: truncated");
  EXPECT_EQ(describe({.reason = Errc::bad_json, .file = "-", .offset = 9, .detail = "unclosed"}),
            "- at byte 9: broken JSON: unclosed");
}

}  // namespace
}  // namespace outcry
