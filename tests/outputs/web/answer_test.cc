#include "outputs/web/answer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/outputs/web/gunzipped.h"

namespace outcry::outputs::web {
namespace {

std::string header(const net::ServerResponse& response, std::string_view name) {
  const auto it = std::ranges::find(response.headers, name, [](const auto& pair) { return pair.first; });
  return it == response.headers.end() ? "" : it->second;
}

net::ServerRequest asking(net::Headers headers = {}) {
  net::ServerRequest out;
  out.method = "GET";
  out.path = "/";
  out.headers = std::move(headers);
  return out;
}

TEST(Finish, SaysHowAnAnswerMayBeUsed) {
  auto response = json_answer({{"a", 1}});
  finish(response, asking());
  EXPECT_EQ(header(response, "Content-Type"), "application/json");
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(header(response, "Cache-Control"), "no-cache");
  EXPECT_NE(header(response, "Content-Security-Policy").find("default-src 'none'"), std::string::npos);
  EXPECT_NE(header(response, "Content-Security-Policy").find("require-trusted-types-for 'script'"), std::string::npos);
}

TEST(Finish, AnswersThatAreKnownAreNotSentAgain) {
  auto first = json_answer({{"a", 1}});
  finish(first, asking());
  const std::string etag = header(first, "ETag");
  auto second = json_answer({{"a", 1}});
  finish(second, asking({{"If-None-Match", "W/" + etag + ", \"x\""}}));
  EXPECT_EQ(second.status, 304U);
  EXPECT_EQ(second.body, "");
  auto other = json_answer({{"a", 2}});
  finish(other, asking({{"If-None-Match", etag}}));
  EXPECT_EQ(other.status, 200U);
}

TEST(Finish, PacksWhatIsLargeForWhoTakesIt) {
  const std::string text(5000, 'x');
  auto packed = text_answer("text/plain", text);
  finish(packed, asking({{"Accept-Encoding", "br, gzip;q=0.8"}}));
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size(), 200U);
  EXPECT_EQ(gunzipped(packed.body, text.size()), text);
  for (const char* accepted : {"", "br", "gzip;q=0", "identity, gzip;q=0, br"}) {
    auto plain = text_answer("text/plain", text);
    finish(plain, asking({{"Accept-Encoding", accepted}}));
    EXPECT_EQ(plain.body, text) << accepted;
  }
  auto small = text_answer("text/plain", "few words");
  finish(small, asking({{"Accept-Encoding", "gzip"}}));
  EXPECT_EQ(small.body, "few words");
}

TEST(Finish, LeavesProblemsAsTheyAre) {
  auto response = net::problem(404, "nothing here");
  finish(response, asking());
  EXPECT_EQ(response.status, 404U);
  EXPECT_EQ(header(response, "ETag"), "");
}

TEST(AssetAnswer, GivesThePackedFormToWhoTakesIt) {
  const Asset asset{
      .path = "/x.js", .content_type = "text/javascript", .etag = "\"1\"", .content = "plain", .gzip = "packed"};
  EXPECT_EQ(asset_answer(asset, asking()).body, "plain");
  EXPECT_EQ(asset_answer(asset, asking({{"Accept-Encoding", "gzip"}})).body, "packed");
}

TEST(Download, HasAName) {
  EXPECT_EQ(header(download("text/markdown", "a.md", "x"), "Content-Disposition"), "attachment; filename=\"a.md\"");
}

}  // namespace
}  // namespace outcry::outputs::web
