#include "net/url.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace outcry::net {
namespace {

TEST(Url, IsReadIntoItsParts) {
  const auto url = parse_url("wss://Jetstream2.us-east.bsky.network/subscribe?wantedCollections=app.bsky.feed.post#x");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->tls);
  EXPECT_TRUE(url->websocket);
  EXPECT_EQ(url->host, "jetstream2.us-east.bsky.network");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->target, "/subscribe?wantedCollections=app.bsky.feed.post");
  EXPECT_EQ(url->authority(), "jetstream2.us-east.bsky.network");
  EXPECT_EQ(url->shown(), "wss://jetstream2.us-east.bsky.network/subscribe");
}

TEST(Url, HasThePortOfItsScheme) {
  EXPECT_EQ(parse_url("http://a")->port, 80);
  EXPECT_EQ(parse_url("ws://a/")->port, 80);
  EXPECT_EQ(parse_url("HTTPS://a:/")->port, 443);
  EXPECT_EQ(parse_url("https://a:80/")->authority(), "a:80");
}

TEST(Url, HasATargetAlways) {
  EXPECT_EQ(parse_url("http://a")->target, "/");
  EXPECT_EQ(parse_url("http://a?b=c")->target, "/?b=c");
}

TEST(Url, KnowsIpv6) {
  const auto url = parse_url("http://[::1]:8080/x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->authority(), "[::1]:8080");
  EXPECT_EQ(parse_url("https://[2001:DB8::1]")->authority(), "[2001:db8::1]");
}

TEST(Url, IsRefusedWhenItIsNone) {
  for (const auto* text : {"",
                           "a",
                           "/a",
                           "ftp://a/",
                           "http:",
                           "http://",
                           "http:///a",
                           "http://:80/",
                           "http://a:0/",
                           "http://a:65536/",
                           "http://a:x/",
                           "http://a b/",
                           "http://[::1",
                           "http://[v1.a]/",
                           "http://exa\xc3\xa4mple/",
                           "http://a%00b/",
                           "http://a/\r\nX: y",
                           "http://a/\x7f",
                           "mailto:a@b",
                           "http://a:1b/",
                           "http://a%3ab/",
                           "x:?",
                           "http://[::1%25eth0]/",
                           "http://[::1]x/",
                           "http://a:+1/"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Url, TakesNoSecrets) {
  EXPECT_FALSE(parse_url("https://user:password@example.org/"));
  EXPECT_FALSE(parse_url("https://user@example.org/"));
}

TEST(Url, EncodesWhatTheWorldWritesRaw) {
  EXPECT_EQ(parse_url("http://a/b c?d=[\"e\"]&f=\xc3\xa4|")->target, "/b%20c?d=%5B%22e%22%5D&f=%C3%A4%7C");
  EXPECT_EQ(parse_url("http://a/100%?x=%zz%41")->target, "/100%25?x=%25zz%41");
}

TEST(Url, ReferencesAreSeenFromABase) {
  const auto base = *parse_url("https://a.example:8443/b/c?d=e");
  EXPECT_EQ(resolve(base, "/f?g")->target, "/f?g");
  EXPECT_EQ(resolve(base, "f")->target, "/b/f");
  EXPECT_EQ(resolve(base, "../../f")->target, "/f");
  EXPECT_EQ(resolve(base, "?h")->target, "/b/c?h");
  EXPECT_EQ(resolve(base, "")->target, "/b/c?d=e");
  EXPECT_EQ(resolve(base, "//other.example/i")->shown(), "https://other.example/i");
  EXPECT_EQ(resolve(base, "http://plain.example/j#k")->shown(), "http://plain.example/j");
  EXPECT_EQ(resolve(base, "/l m")->authority(), "a.example:8443");
  EXPECT_EQ(resolve(base, "/l m")->target, "/l%20m");
  EXPECT_EQ(resolve(*parse_url("http://[::1]/a"), "b")->shown(), "http://[::1]/b");
  EXPECT_EQ(resolve(*parse_url("http://a//b/c?d"), "e")->shown(), "http://a//b/e");
}

/// RFC 3986 section 5.4, as far as a web address can answer.
TEST(Url, ReferencesAreThoseOfTheStandard) {
  const auto base = *parse_url("http://a/b/c/d;p?q");
  const std::vector<std::pair<std::string, std::string>> examples{
      {"g", "/b/c/g"},      {"./g", "/b/c/g"},        {"g/", "/b/c/g/"},
      {"/g", "/g"},         {"?y", "/b/c/d;p?y"},     {"g?y", "/b/c/g?y"},
      {"#s", "/b/c/d;p?q"}, {"g?y#s", "/b/c/g?y"},    {";x", "/b/c/;x"},
      {"", "/b/c/d;p?q"},   {".", "/b/c/"},           {"./", "/b/c/"},
      {"..", "/b/"},        {"../", "/b/"},           {"../g", "/b/g"},
      {"../..", "/"},       {"../../g", "/g"},        {"../../../g", "/g"},
      {"/./g", "/g"},       {"/../g", "/g"},          {"g.", "/b/c/g."},
      {"..g", "/b/c/..g"},  {"./../g", "/b/g"},       {"g/./h", "/b/c/g/h"},
      {"g/../h", "/b/c/h"}, {"g;x=1/../y", "/b/c/y"}, {"g?y/../x", "/b/c/g?y/../x"}};
  for (const auto& [reference, target] : examples) EXPECT_EQ(resolve(base, reference)->target, target) << reference;
}

TEST(Url, ReferencesThatAreNoneAreRefused) {
  const auto base = *parse_url("https://a.example/");
  for (const auto* text :
       {"javascript:alert(1)", "file:///etc/passwd", "//", "//user@b/", "http://", "/a\nb", "data:,x"}) {
    EXPECT_FALSE(resolve(base, text)) << text;
  }
}

TEST(Url, PercentEncodesAllButTheUnreserved) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a b&c=\xc3\xa4/"), "a%20b%26c%3D%C3%A4%2F");
}

}  // namespace
}  // namespace outcry::net
