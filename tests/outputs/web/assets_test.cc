// SPDX-License-Identifier: Apache-2.0
#include "outputs/web/assets.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <string>

namespace outcry::outputs::web {
namespace {

const Asset& asset(std::string_view path) {
  static const Asset none;
  const auto found = std::ranges::find(assets(), path, &Asset::path);
  return found == assets().end() ? none : *found;
}

std::string unpacked(std::string_view gzip, std::size_t size) {
  std::string out(size + 1, '\0');
  z_stream stream{};
  inflateInit2(&stream, 16 + MAX_WBITS);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
  stream.avail_in = static_cast<uInt>(gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
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
    EXPECT_EQ(unpacked(one.gzip, one.content.size()), one.content) << one.path;
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
