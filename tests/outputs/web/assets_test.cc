// SPDX-License-Identifier: Apache-2.0
#include "outputs/web/assets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/outputs/web/gunzipped.h"

namespace outcry::outputs::web {
namespace {

const Asset& asset(std::string_view path) {
  static const Asset none;
  const auto found = std::ranges::find(assets(), path, &Asset::path);
  return found == assets().end() ? none : *found;
}

TEST(Assets, HoldThePageItsScriptAndItsStyles) {
  ASSERT_EQ(assets().size(), 3U);
  EXPECT_EQ(asset("/").content_type, "text/html; charset=utf-8");
  EXPECT_TRUE(asset("/").content.starts_with("<!doctype html>"));
  EXPECT_EQ(asset("/assets/page.js").content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(asset("/assets/page.css").content_type, "text/css; charset=utf-8");
}

TEST(Assets, ArePackedAsTheyAre) {
  for (const Asset& one : assets()) {
    EXPECT_LT(one.gzip.size(), one.content.size()) << one.path;
    EXPECT_EQ(gunzipped(one.gzip, one.content.size()), one.content) << one.path;
  }
}

TEST(Assets, HaveATagEach) {
  for (const Asset& one : assets()) {
    EXPECT_TRUE(one.etag.size() > 8 && one.etag.starts_with('"') && one.etag.ends_with('"')) << one.etag;
    EXPECT_EQ(std::ranges::count(assets(), one.etag, &Asset::etag), 1) << one.path;
  }
}

}  // namespace
}  // namespace outcry::outputs::web
