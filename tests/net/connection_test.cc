#include "net/connection.h"

#include <gtest/gtest.h>

#include "tests/net/certificates.h"
#include "tests/net/nasty_server.h"

namespace outcry::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

asio::awaitable<void> until_gone(Peer& peer, int) { co_await peer.until_gone(); }
asio::awaitable<void> stalled(Peer& peer, int) { co_await peer.stall(); }

/// What connecting came to; the stream itself is let go.
asio::awaitable<std::optional<Failure>> tried(const Client& client, Url url, milliseconds span = seconds(30)) {
  auto connected = co_await connect(client, url, steady_clock::now() + span);
  if (auto* failure = std::get_if<Failure>(&connected)) co_return std::move(*failure);
  co_return std::nullopt;
}

asio::awaitable<void> tried_in_vain(const Client& client, Url url) { co_await tried(client, std::move(url)); }

Client trusting(const Authority& authority) {
  ClientOptions options;
  options.ca_file = authority.file();
  return std::move(*Client::make(options));
}

std::optional<Failure> over_tls(const Client& client, asio::ssl::context tls, const std::string& host = "localhost") {
  asio::io_context io;
  const NastyServer server(io, until_gone, &tls);
  return run(io, tried(client, server.url("https", "/?secret", host)));
}

TEST(Connection, StandsToAnAddressAndToAName) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, until_gone);
  EXPECT_FALSE(run(io, tried(client, server.url("http"))));
  EXPECT_FALSE(run(io, tried(client, server.url("http", "/", "localhost"))));
}

/// Names are what getaddrinfo takes for one: inet_aton's forms as well.
TEST(Connection, ToThePublicInternetOnlyWhereThatIsWanted) {
  asio::io_context io;
  int met = 0;
  const NastyServer server(io, [&met](Peer& peer, int) -> asio::awaitable<void> {
    ++met;
    co_await peer.until_gone();
  });
  ClientOptions options;
  options.public_only = true;
  const auto client = std::move(*Client::make(options));
  const auto port = std::to_string(server.url("http").port);
  for (const auto* host : {"127.0.0.1",
                           "localhost",
                           "LOCALHOST",
                           "localhost.",
                           "127.1",
                           "127.0.1",
                           "0",
                           "0.0.0.0",
                           "0x7f.1",
                           "0x7f000001",
                           "2130706433",
                           "017700000001",
                           "0177.0.0.1",
                           "0177.1",
                           "127.000.000.001",
                           "[::1]",
                           "[::]",
                           "[0:0:0:0:0:0:0:1]",
                           "[::ffff:127.0.0.1]",
                           "[::ffff:7f00:1]",
                           "[::127.0.0.1]",
                           "[64:ff9b::127.0.0.1]",
                           "10.0.0.1",
                           "192.168.1.1",
                           "169.254.169.254",
                           "[fe80::1]",
                           "[fd00::1]"}) {
    const auto url = parse_url("http://" + std::string(host) + ":" + port + "/");
    if (!url) continue;
    const auto failure = run(io, tried(client, *url));
    ASSERT_TRUE(failure) << host;
    EXPECT_TRUE(failure->fault == Fault::fatal || failure->what.find("no address found") != std::string::npos)
        << failure->what;
  }
  EXPECT_EQ(met, 0);
}

TEST(Connection, ThroughAProxyToThePublicInternetOnlyWhereThatIsWanted) {
  asio::io_context io;
  const NastyServer proxy(io, until_gone);
  ClientOptions options;
  options.public_only = true;
  options.proxy_http = proxy.url("http").shown();
  const auto client = std::move(*Client::make(options));
  EXPECT_FALSE(run(io, tried(client, *parse_url("http://outcry.example/"))));
  const auto failure = run(io, tried(client, *parse_url("http://10.0.0.1/")));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->what, "10.0.0.1: an address that is not of the public internet");
}

TEST(Connection, RefusedIsANetworkFault) {
  asio::io_context io;
  const auto client = plain_client();
  asio::ip::tcp::acceptor silent(io, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  const auto port = silent.local_endpoint().port();
  silent.close();
  const auto failure = run(io, tried(client, *parse_url("http://127.0.0.1:" + std::to_string(port) + "/?secret")));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::network);
  EXPECT_EQ(failure->what, "127.0.0.1: no connection to port " + std::to_string(port) + " (Connection refused)");
}

TEST(Connection, ANameThatIsNoneIsANetworkFault) {
  asio::io_context io;
  const auto client = plain_client();
  const auto failure = run(io, tried(client, *parse_url("http://no-such-host.invalid/")));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::network);
}

TEST(Tls, TrustsThroughTheCaFile) {
  const Authority authority;
  EXPECT_FALSE(over_tls(trusting(authority), authority.server("DNS:localhost")));
  EXPECT_FALSE(over_tls(trusting(authority), authority.server("IP:127.0.0.1"), "127.0.0.1"));
}

TEST(Tls, ACertificateOfAnotherHostIsFatal) {
  const Authority authority;
  const auto by_name = over_tls(trusting(authority), authority.server("DNS:other.example"));
  ASSERT_TRUE(by_name);
  EXPECT_EQ(by_name->fault, Fault::fatal);
  EXPECT_EQ(by_name->what, "localhost: TLS certificate refused (hostname mismatch)");
  const auto by_address = over_tls(trusting(authority), authority.server("DNS:localhost"), "127.0.0.1");
  ASSERT_TRUE(by_address);
  EXPECT_EQ(by_address->fault, Fault::fatal);
}

TEST(Tls, AnExpiredCertificateIsRefused) {
  const Authority authority;
  const auto failure = over_tls(trusting(authority), authority.server("DNS:localhost", seconds(-3600)));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::network);
  EXPECT_NE(failure->what.find("expired"), std::string::npos);
}

TEST(Tls, AnAuthorityNobodyTrustsIsRefused) {
  const Authority authority;
  const auto failure = over_tls(plain_client(), authority.server("DNS:localhost"));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::network);
  EXPECT_NE(failure->what.find("TLS certificate refused"), std::string::npos);
}

TEST(Tls, AnOldProtocolIsRefused) {
  const Authority authority;
  auto old = authority.server("DNS:localhost");
  SSL_CTX_set_min_proto_version(old.native_handle(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(old.native_handle(), TLS1_1_VERSION);
  SSL_CTX_set_security_level(old.native_handle(), 0);
  EXPECT_TRUE(over_tls(trusting(authority), std::move(old)));
}

TEST(Tls, AServerThatSpeaksNoneIsANetworkFault) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, [](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    co_await peer.until_gone();
  });
  const auto failure = run(io, tried(client, server.url("https")));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::network);
}

TEST(Tls, AServerThatStallsEndsByTheDeadline) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, stalled);
  const auto failure = run(io, tried(client, server.url("https"), milliseconds(50)));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::network);
}

TEST(Tls, DiesOfCancellation) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, stalled);
  EXPECT_TRUE(dies_of_cancellation(io, server, tried_in_vain(client, server.url("https"))));
}

/// A proxy that is its own target.
struct Proxied {
  explicit Proxied(NastyServer::Script script) : server(io, std::move(script)) {
    options.proxy_http = server.url("http").shown();
    options.proxy_https = options.proxy_http;
  }
  std::optional<Failure> tried(const std::string& url, milliseconds span = seconds(30)) {
    const auto client = std::move(*Client::make(options));
    return run(io, net::tried(client, *parse_url(url), span));
  }
  asio::io_context io;
  NastyServer server;
  ClientOptions options;
};

TEST(Proxy, IsAskedForATunnelAndTlsGoesThroughIt) {
  const Authority authority;
  auto tls = authority.server("DNS:far.example");
  std::string asked;
  Proxied proxied([&](Peer& peer, int) -> asio::awaitable<void> {
    asked = co_await peer.request();
    co_await peer.send("HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n");
    co_await peer.secure_with(tls);
    co_await peer.until_gone();
  });
  proxied.options.ca_file = authority.file();
  EXPECT_FALSE(proxied.tried("https://far.example/path?secret"));
  EXPECT_TRUE(asked.starts_with("CONNECT far.example:443 HTTP/1.1\r\n"));
  EXPECT_NE(asked.find("Host: far.example:443\r\n"), std::string::npos);
  EXPECT_EQ(asked.find("secret"), std::string::npos);
}

TEST(Proxy, TunnelsWebSocketsWithoutTls) {
  std::string asked;
  Proxied proxied([&](Peer& peer, int) -> asio::awaitable<void> {
    asked = co_await peer.request();
    co_await peer.send("HTTP/1.1 200 OK\r\n\r\n");
    co_await peer.until_gone();
  });
  EXPECT_FALSE(proxied.tried("ws://far.example/path"));
  EXPECT_TRUE(asked.starts_with("CONNECT far.example:80 HTTP/1.1\r\n"));
}

TEST(Proxy, ARefusalIsItsOwn) {
  Proxied proxied([](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send(answer("407 Proxy Authentication Required"));
  });
  const auto failure = proxied.tried("https://far.example/");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::fatal);
  EXPECT_EQ(failure->what, "the proxy 127.0.0.1 answered 407 Proxy Authentication Required");
}

TEST(Proxy, ThatStallsEndsByTheDeadline) {
  Proxied proxied(stalled);
  const auto failure = proxied.tried("https://far.example/", milliseconds(50));
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::network);
}

TEST(Proxy, ThatSpeaksNoHttpIsAProtocolFault) {
  Proxied proxied([](Peer& peer, int) -> asio::awaitable<void> { co_await peer.send("SSH-2.0-OpenSSH_9.2\r\n\r\n"); });
  const auto failure = proxied.tried("https://far.example/");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::protocol);
}

TEST(Headers, AreSoundWithoutLineBreaks) {
  EXPECT_TRUE(sound({{"Authorization", "Bearer a b"}, {"X-y", ""}}));
  EXPECT_FALSE(sound({{"X", "a\r\nEvil: b"}}));
  EXPECT_FALSE(sound({{"X", std::string("a\0b", 3)}}));
  EXPECT_FALSE(sound({{"X: Evil", "b"}}));
  EXPECT_FALSE(sound({{"", "b"}}));
}

}  // namespace
}  // namespace outcry::net
