#include "net/client.h"

#include <gtest/gtest.h>

#include <map>

#include "net/connection.h"

namespace outcry::net {
namespace {

ClientOptions of(const std::map<std::string, std::string>& environment) {
  return client_options([&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  });
}

bool proxied(const Client& client, std::string_view url) { return client.impl().proxy_of(*parse_url(url)) != nullptr; }

Client with_proxy(const std::string& no_proxy) {
  ClientOptions options;
  options.proxy_http = "http://proxy.example:3128";
  options.proxy_https = "proxy.example:3129";
  options.no_proxy = no_proxy;
  return std::move(*Client::make(options));
}

TEST(Client, TakesItsOptionsFromTheEnvironment) {
  const auto options =
      of({{"http_proxy", "http://a"}, {"HTTPS_PROXY", "http://b"}, {"NO_PROXY", "c"}, {"SSL_CERT_FILE", "d"}});
  EXPECT_EQ(options.proxy_http, "http://a");
  EXPECT_EQ(options.proxy_https, "http://b");
  EXPECT_EQ(options.no_proxy, "c");
  EXPECT_EQ(options.ca_file, "d");
}

TEST(Client, DoesNotTakeHttpProxyInCapitals) { EXPECT_EQ(of({{"HTTP_PROXY", "http://evil"}}).proxy_http, ""); }

TEST(Client, TakesOneProxyForAll) {
  const auto options = of({{"all_proxy", "http://a"}, {"https_proxy", "http://b"}});
  EXPECT_EQ(options.proxy_http, "http://a");
  EXPECT_EQ(options.proxy_https, "http://b");
}

TEST(Client, GoesThroughTheProxyOfTheScheme) {
  const auto client = with_proxy("");
  EXPECT_EQ(client.impl().proxy_of(*parse_url("ws://example.org"))->port, 3128);
  EXPECT_EQ(client.impl().proxy_of(*parse_url("wss://example.org"))->port, 3129);
}

TEST(Client, NeverGoesThroughAProxyToLoopback) {
  const auto client = with_proxy("");
  for (const auto* url :
       {"http://localhost/", "http://a.localhost", "http://127.0.0.1", "http://127.9.9.9", "http://[::1]/"}) {
    EXPECT_FALSE(proxied(client, url)) << url;
  }
}

TEST(Client, ObeysNoProxy) {
  const auto client = with_proxy("example.org, .example.net,10.0.0.1");
  EXPECT_FALSE(proxied(client, "http://example.org"));
  EXPECT_FALSE(proxied(client, "http://a.example.org"));
  EXPECT_FALSE(proxied(client, "http://a.example.net"));
  EXPECT_FALSE(proxied(client, "http://10.0.0.1"));
  EXPECT_TRUE(proxied(client, "http://notexample.org"));
  EXPECT_TRUE(proxied(client, "http://example.com"));
  EXPECT_FALSE(proxied(with_proxy("*"), "http://example.com"));
}

TEST(Client, RefusesWhatItCannotUse) {
  ClientOptions options;
  options.ca_file = "/no/such/file.pem";
  EXPECT_EQ(Client::make(options).error(), Errc::io);
  for (const auto* proxy : {"socks5://a:1080", "https://a", "http://user:password@a", "http://"}) {
    ClientOptions wrong;
    wrong.proxy_https = proxy;
    EXPECT_EQ(Client::make(wrong).error(), Errc::invalid_argument) << proxy;
  }
}

}  // namespace
}  // namespace outcry::net
