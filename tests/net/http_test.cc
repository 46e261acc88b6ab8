#include "net/http.h"

#include <gtest/gtest.h>

#include "net/sse.h"
#include "tests/net/certificates.h"
#include "tests/net/compressed.h"
#include "tests/net/nasty_server.h"

namespace outcry::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Outcome = std::variant<HttpAnswer, Failure>;

asio::awaitable<Outcome> fetched(Http& http, HttpRequest request) { co_return co_await http.fetch(std::move(request)); }

/// A server and one client of it.
struct Site {
  explicit Site(NastyServer::Script script) : server(io, std::move(script)) {}
  HttpRequest request(const std::string& target = "/?secret", const std::string& method = "GET") const {
    HttpRequest out;
    out.method = method;
    out.url = server.url("http", target);
    return out;
  }
  Outcome fetch(HttpRequest asked) { return run(io, fetched(http, std::move(asked))); }
  Outcome fetch() { return fetch(request()); }
  HttpAnswer answered() { return std::get<HttpAnswer>(fetch()); }
  Failure failed(HttpRequest asked) { return std::get<Failure>(fetch(std::move(asked))); }
  Failure failed() { return failed(request()); }

  asio::io_context io;
  NastyServer server;
  Client client = plain_client();
  Http http{client};
};

/// Says these bytes to every request of every connection.
NastyServer::Script always(std::string bytes) {
  return [bytes](Peer& peer, int) -> asio::awaitable<void> {
    for (;;) {
      co_await peer.request();
      co_await peer.send(bytes);
    }
  };
}

/// Says these bytes once, and closes.
NastyServer::Script once(std::string bytes) {
  return [bytes](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send(bytes);
    peer.cut();
  };
}

NastyServer::Script dripping(std::string bytes) {
  return [bytes](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.drip(bytes);
  };
}

NastyServer::Script saying_then_stalling(std::string bytes) {
  return [bytes](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send(bytes);
    co_await peer.stall();
  };
}

TEST(Http, KnowsHowMuchMayStillBeAsked) {
  EXPECT_EQ(requests_left({.headers = {{"X-RateLimit-Remaining", "299"}}}), 299U);
  EXPECT_EQ(requests_left({.headers = {{"x-ratelimit-remaining", "598.0"}}}), 598U);
  EXPECT_EQ(requests_left({.headers = {{"x-rate-limit-remaining", "0"}}}), 0U);
  EXPECT_EQ(requests_left({.headers = {{"x-rate-limit-remaining", "many"}}}), std::nullopt);
  EXPECT_EQ(requests_left({}), std::nullopt);
}

const std::string kChunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n7;x=y\r\npedia i\r\n0\r\nTrailer: t\r\n\r\n";

TEST(Http, FetchesAnAnswer) {
  std::string asked;
  Site site([&](Peer& peer, int) -> asio::awaitable<void> {
    asked = co_await peer.request();
    co_await peer.send(answer("200 OK", "X-One: two\r\n", "body"));
  });
  auto request = site.request("/path?query");
  request.headers = {{"If-None-Match", "\"tag\""}};
  const auto got = std::get<HttpAnswer>(site.fetch(request));
  EXPECT_EQ(got.status, 200u);
  EXPECT_EQ(got.body, "body");
  EXPECT_EQ(got.header("x-one"), "two");
  EXPECT_EQ(got.header("x-two"), "");
  EXPECT_EQ(got.bytes_received, 4u);
  EXPECT_FALSE(got.moved);
  EXPECT_FALSE(failure_of(got, {}));
  EXPECT_TRUE(asked.starts_with("GET /path?query HTTP/1.1\r\nHost: 127.0.0.1:"));
  EXPECT_NE(asked.find("Accept-Encoding: gzip, deflate, zstd\r\n"), std::string::npos);
  EXPECT_NE(asked.find("If-None-Match: \"tag\"\r\n"), std::string::npos);
}

TEST(Http, PostsABody) {
  std::string asked;
  Site site([&](Peer& peer, int) -> asio::awaitable<void> {
    asked = co_await peer.request();
    co_await peer.send(answer("202 Accepted"));
  });
  auto request = site.request("/", "POST");
  request.body = "a=b";
  EXPECT_EQ(std::get<HttpAnswer>(site.fetch(request)).status, 202u);
  EXPECT_TRUE(asked.ends_with("\r\n\r\na=b"));
}

TEST(Http, HearsChunksHeadlessBodiesAndBytesOneByOne) {
  EXPECT_EQ(Site(always(kChunked)).answered().body, "Wikipedia i");
  EXPECT_EQ(Site(dripping(kChunked)).answered().body, "Wikipedia i");
  EXPECT_EQ(Site(once("HTTP/1.0 200 OK\r\n\r\nuntil the end")).answered().body, "until the end");
  EXPECT_EQ(Site(dripping(answer("200 OK", "", "slow"))).answered().body, "slow");
}

TEST(Http, PassesOverInterimAnswers) {
  const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
  EXPECT_EQ(Site(always("HTTP/1.1 100 Continue\r\n\r\n" + hints + answer("200 OK", "", "x"))).answered().body, "x");
  std::string endless;
  for (int i = 0; i < 100; ++i) endless += hints;
  EXPECT_EQ(Site(always(endless)).failed().fault, Fault::protocol);
}

TEST(Http, HeadHasNoBody) {
  Site site(always("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nContent-Encoding: gzip\r\n\r\n"));
  EXPECT_EQ(std::get<HttpAnswer>(site.fetch(site.request("/", "HEAD"))).body, "");
  EXPECT_EQ(std::get<HttpAnswer>(site.fetch(site.request("/", "HEAD"))).status, 200u);
  EXPECT_EQ(site.server.connections(), 1);
}

TEST(Http, RefusalsAreAnswers) {
  const auto got = Site(always(answer("429 Too Many Requests", "Retry-After: 7\r\n", "slow down"))).answered();
  EXPECT_EQ(got.status, 429u);
  const auto failure = failure_of(got, std::chrono::system_clock::now());
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::throttled);
  EXPECT_EQ(failure->retry_after, seconds(7));
  EXPECT_EQ(failure->body, "slow down");
  EXPECT_EQ(failure->what, "127.0.0.1 answered 429 Too Many Requests");
}

TEST(Http, ReadsRetryAfterAsADate) {
  const auto got =
      Site(always(answer("503 Service Unavailable", "Retry-After: Sun, 06 Nov 1994 08:50:37 GMT\r\n"))).answered();
  const auto failure = failure_of(got, std::chrono::system_clock::time_point(seconds(784'111'777)));
  EXPECT_EQ(failure->retry_after, seconds(60));
  EXPECT_EQ(failure->fault, Fault::throttled);
}

TEST(Http, NotModifiedIsNoFailure) {
  const auto got = Site(always("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n")).answered();
  EXPECT_EQ(got.status, 304u);
  EXPECT_FALSE(failure_of(got, {}));
}

TEST(Http, KeepsAConnection) {
  Site site([](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send(answer("503 Service Unavailable", "", "not now"));
    co_await peer.request();
    co_await peer.send(answer("200 OK", "", "now"));
    co_await peer.until_gone();
  });
  EXPECT_EQ(site.answered().status, 503u);
  EXPECT_EQ(site.answered().body, "now");
  EXPECT_EQ(site.server.connections(), 1);
}

TEST(Http, DoesNotKeepWhatTheServerCloses) {
  Site site(always(answer("200 OK", "Connection: close\r\n")));
  site.answered();
  site.answered();
  EXPECT_EQ(site.server.connections(), 2);
}

TEST(Http, DoesNotKeepAConnectionThatSaidMoreThanItsLength) {
  Site site(always(answer("200 OK", "", "good") + answer("200 OK", "", "smuggled")));
  EXPECT_EQ(site.answered().body, "good");
  EXPECT_EQ(site.answered().body, "good");
  EXPECT_EQ(site.server.connections(), 2);
}

TEST(Http, TriesAnewWhenAKeptConnectionTurnsOutDead) {
  const auto dies_at_the_second = [](Peer& peer, int connection) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send(answer("200 OK", "", std::to_string(connection)));
    co_await peer.request();
    peer.reset();
  };
  Site site(dies_at_the_second);
  EXPECT_EQ(site.answered().body, "0");
  EXPECT_EQ(site.answered().body, "1");
  EXPECT_EQ(site.server.connections(), 2);
  EXPECT_EQ(site.failed(site.request("/", "POST")).fault, Fault::network);
  EXPECT_EQ(site.server.connections(), 2);
}

TEST(Http, TakesANewConnectionWhenTheKeptOneWasClosed) {
  Site site(once(answer("200 OK", "", "x")));
  EXPECT_EQ(site.answered().status, 200u);
  EXPECT_EQ(std::get<HttpAnswer>(site.fetch(site.request("/", "POST"))).status, 200u);
  EXPECT_EQ(site.server.connections(), 2);
}

TEST(Http, DoesNotTryANewConnectionTwice) {
  Site site([](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    peer.reset();
  });
  EXPECT_EQ(site.failed().fault, Fault::network);
  EXPECT_EQ(site.server.connections(), 1);
}

TEST(Http, FollowsRedirects) {
  Site site([](Peer& peer, int) -> asio::awaitable<void> {
    for (;;) {
      const auto asked = co_await peer.request();
      if (asked.starts_with("GET /a "))
        co_await peer.send(answer("301 Moved Permanently", "Location: /b?c d\r\n", "moved"));
      if (asked.starts_with("GET /b?c%20d ")) co_await peer.send(answer("308 Permanent Redirect", "Location: e\r\n"));
      if (asked.starts_with("GET /e ")) co_await peer.send(answer("200 OK", "", "here"));
    }
  });
  const auto got = std::get<HttpAnswer>(site.fetch(site.request("/a")));
  EXPECT_EQ(got.body, "here");
  EXPECT_EQ(got.url.target, "/e");
  EXPECT_TRUE(got.moved);
  EXPECT_EQ(site.server.connections(), 1);
}

TEST(Http, ARedirectForTheMomentIsNoMove) {
  Site site([](Peer& peer, int) -> asio::awaitable<void> {
    for (;;) {
      const auto asked = co_await peer.request();
      if (asked.starts_with("GET /a ")) co_await peer.send(answer("301 Moved Permanently", "Location: /b\r\n"));
      if (asked.starts_with("GET /b ")) co_await peer.send(answer("302 Found", "Location: /c\r\n"));
      if (asked.starts_with("GET /c ")) co_await peer.send(answer("200 OK"));
    }
  });
  EXPECT_FALSE(std::get<HttpAnswer>(site.fetch(site.request("/a"))).moved);
}

TEST(Http, ARedirectInCirclesEnds) {
  Site site(always(answer("302 Found", "Location: /again\r\n")));
  const auto got = site.answered();
  EXPECT_EQ(got.status, 302u);
  EXPECT_EQ(failure_of(got, {})->fault, Fault::protocol);
}

TEST(Http, DoesNotFollowWhereItMayNot) {
  for (const auto* to : {"ftp://a/", "javascript:x", "http://user:password@127.0.0.1/", "ws://127.0.0.1/", ""}) {
    EXPECT_EQ(Site(always(answer("302 Found", std::string("Location: ") + to + "\r\n"))).answered().status, 302u) << to;
  }
  Site site(always(answer("307 Temporary Redirect", "Location: /b\r\n")));
  EXPECT_EQ(std::get<HttpAnswer>(site.fetch(site.request("/", "POST"))).status, 307u);
  auto stubborn = site.request();
  stubborn.redirects = 0;
  EXPECT_EQ(std::get<HttpAnswer>(site.fetch(stubborn)).status, 307u);
}

TEST(Http, SeeOtherTurnsAPostIntoAGet) {
  std::string second;
  Site site([&](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send(answer("303 See Other", "Location: /b\r\n"));
    second = co_await peer.request();
    co_await peer.send(answer("200 OK"));
  });
  auto request = site.request("/", "POST");
  request.body = "a=b";
  EXPECT_EQ(std::get<HttpAnswer>(site.fetch(request)).status, 200u);
  EXPECT_TRUE(second.starts_with("GET /b "));
  EXPECT_TRUE(second.ends_with("\r\n\r\n"));
}

TEST(Http, TakesNoSecretsToAnotherHost) {
  std::vector<std::string> asked;
  asio::io_context io;
  const NastyServer other(io, [&](Peer& peer, int) -> asio::awaitable<void> {
    asked.push_back(co_await peer.request());
    co_await peer.send(answer("200 OK"));
  });
  const NastyServer first(io, [&](Peer& peer, int) -> asio::awaitable<void> {
    asked.push_back(co_await peer.request());
    co_await peer.send(answer("302 Found", "Location: /here\r\n"));
    asked.push_back(co_await peer.request());
    co_await peer.send(answer("302 Found", "Location: " + other.url("http").shown() + "\r\n"));
  });
  const auto client = plain_client();
  Http http(client);
  HttpRequest request;
  request.url = first.url("http");
  request.headers = {{"authorization", "Bearer token"}, {"Cookie", "a=b"}, {"Accept", "*/*"}};
  run(io, fetched(http, request));
  ASSERT_EQ(asked.size(), 3u);
  EXPECT_NE(asked[0].find("Bearer token"), std::string::npos);
  EXPECT_NE(asked[1].find("Bearer token"), std::string::npos);
  EXPECT_EQ(asked[2].find("Bearer token"), std::string::npos);
  EXPECT_EQ(asked[2].find("a=b"), std::string::npos);
  EXPECT_NE(asked[2].find("*/*"), std::string::npos);
}

TEST(Http, NeverGoesFromTlsToPlain) {
  asio::io_context io;
  const Authority authority;
  auto tls = authority.server("DNS:localhost");
  ClientOptions options;
  options.ca_file = authority.file();
  const auto client = std::move(*Client::make(options));
  const NastyServer plain(io, always(answer("200 OK")));
  const NastyServer server(
      io, always(answer("302 Found", "Location: " + plain.url("http").shown() + "\r\n", "over TLS")), &tls);
  Http http(client);
  HttpRequest request;
  request.url = server.url("https", "/", "localhost");
  const auto got = std::get<HttpAnswer>(run(io, fetched(http, request)));
  EXPECT_EQ(got.status, 302u);
  EXPECT_EQ(got.body, "over TLS");
  EXPECT_EQ(plain.connections(), 0);
}

TEST(Http, Decompresses) {
  const std::string text(100'000, 'x');
  for (const auto& [encoding, body] :
       {std::pair("gzip", deflated(text, kGzip)), std::pair("deflate", deflated(text, kZlib)),
        std::pair("zstd", zstd(text)), std::pair("identity", text)}) {
    const auto got =
        Site(always(answer("200 OK", std::string("Content-Encoding: ") + encoding + "\r\n", body))).answered();
    EXPECT_EQ(got.body, text) << encoding;
    EXPECT_EQ(got.bytes_received, body.size());
  }
}

TEST(Http, ABombIsAProtocolFault) {
  const std::string zeros(16 << 20, '\0');
  for (const auto& [encoding, body] : {std::pair("gzip", deflated(zeros, kGzip)), std::pair("zstd", zstd(zeros))}) {
    Site site(always(answer("200 OK", std::string("Content-Encoding: ") + encoding + "\r\n", body)));
    auto request = site.request();
    request.max_body_bytes = 1 << 20;
    EXPECT_EQ(site.failed(request).fault, Fault::protocol) << encoding;
  }
}

TEST(Http, ABodyBeyondTheBoundIsAProtocolFault) {
  Site site(always(answer("200 OK", "", std::string(2000, 'x'))));
  auto request = site.request();
  request.max_body_bytes = 2000;
  EXPECT_EQ(std::get<HttpAnswer>(site.fetch(request)).body.size(), 2000u);
  request.max_body_bytes = 1999;
  EXPECT_EQ(site.failed(request).fault, Fault::protocol);
}

TEST(Http, WhatCannotBeDecompressedIsAProtocolFault) {
  EXPECT_EQ(Site(always(answer("200 OK", "Content-Encoding: gzip\r\n", "garbage"))).failed().fault, Fault::protocol);
  EXPECT_EQ(Site(always(answer("200 OK", "Content-Encoding: br\r\n", "x"))).failed().fault, Fault::protocol);
  const auto half = deflated("some text to be cut", kGzip).substr(0, 12);
  EXPECT_EQ(Site(always(answer("200 OK", "Content-Encoding: gzip\r\n", half))).failed().fault, Fault::protocol);
}

TEST(Http, CutsAreNetworkFaults) {
  EXPECT_EQ(Site(once("")).failed().fault, Fault::network);
  EXPECT_EQ(Site(once("HTTP/1.1 200 O")).failed().fault, Fault::network);
  EXPECT_EQ(Site(once("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot a hundred")).failed().fault, Fault::network);
  EXPECT_EQ(Site(once(kChunked.substr(0, kChunked.size() - 30))).failed().fault, Fault::network);
}

TEST(Http, ARefusalIsOneEvenWhenItsBodyIsCut) {
  const auto cut = Site(once("HTTP/1.1 503 Busy\r\nRetry-After: 9\r\nContent-Length: 100\r\n\r\nhalf")).answered();
  EXPECT_EQ(cut.status, 503u);
  EXPECT_EQ(cut.body, "");
  EXPECT_EQ(cut.header("retry-after"), "9");
}

TEST(Http, WhatIsNoHttpIsAProtocolFault) {
  for (const auto* bytes :
       {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"}) {
    EXPECT_EQ(Site(once(bytes)).failed().fault, Fault::protocol) << bytes;
  }
  EXPECT_EQ(Site(once("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n")).failed().fault,
            Fault::protocol);
}

TEST(Http, EveryStallEndsByTheDeadline) {
  for (const auto* bytes : {"", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"}) {
    Site site(saying_then_stalling(bytes));
    auto request = site.request();
    request.deadline = milliseconds(50);
    EXPECT_EQ(site.failed(request).fault, Fault::network) << bytes;
  }
}

TEST(Http, RedirectsShareOneDeadline) {
  Site site([](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send(answer("302 Found", "Location: /b\r\n"));
    co_await peer.stall();
  });
  auto request = site.request();
  request.deadline = milliseconds(50);
  EXPECT_EQ(site.failed(request).fault, Fault::network);
}

TEST(Http, WhatCannotBeSentIsNot) {
  Site site(always(answer("200 OK")));
  auto request = site.request();
  request.headers = {{"X", "a\r\nEvil: b"}};
  EXPECT_EQ(site.failed(request).fault, Fault::fatal);
  EXPECT_EQ(site.failed(site.request("/", "G E T")).fault, Fault::fatal);
  request = site.request();
  request.url = site.server.url("ws");
  EXPECT_EQ(site.failed(request).fault, Fault::fatal);
  EXPECT_EQ(site.server.connections(), 0);
}

TEST(Http, SaysNothingSecret) {
  for (const auto* bytes : {"", "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"}) {
    EXPECT_EQ(Site(once(bytes)).failed().what.find("secret"), std::string::npos);
  }
}

TEST(Http, NamesTheWholeAddressToAProxy) {
  asio::io_context io;
  std::string asked;
  const NastyServer proxy(io, [&](Peer& peer, int) -> asio::awaitable<void> {
    asked = co_await peer.request();
    co_await peer.send(answer("200 OK", "", "through it"));
  });
  ClientOptions options;
  options.proxy_http = proxy.url("http").shown();
  const auto client = std::move(*Client::make(options));
  Http http(client);
  HttpRequest request;
  request.url = *parse_url("http://far.example/path?query");
  EXPECT_EQ(std::get<HttpAnswer>(run(io, fetched(http, request))).body, "through it");
  EXPECT_TRUE(asked.starts_with("GET http://far.example/path?query HTTP/1.1\r\nHost: far.example\r\n"));
}

TEST(Http, AFetchDiesOfCancellation) {
  for (const auto* bytes : {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"}) {
    Site site(saying_then_stalling(bytes));
    const auto work = [&]() -> asio::awaitable<void> { co_await site.http.fetch(site.request()); };
    EXPECT_TRUE(dies_of_cancellation(site.io, site.server, work()));
  }
}

/// What a stream said until it ended, and why.
struct Streamed {
  std::string text;
  Failure failure;
};

Streamed streamed(Site& site, milliseconds idle = seconds(30), std::size_t enough = SIZE_MAX) {
  Streamed out;
  const auto on_data = [&](std::string_view bytes) -> asio::awaitable<bool> {
    out.text.append(bytes);
    co_return out.text.size() < enough;
  };
  out.failure = run(site.io, site.http.stream(site.request(), idle, on_data));
  return out;
}

TEST(Stream, GivesEachPieceAsItComes) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n";
  std::vector<std::string> events;
  SseReader reader(1000);
  Site site(saying_then_stalling(head + "e\r\ndata: hello\n\n\n\r\n7\r\n:thump\n\r\n"));
  const auto on_data = [&](std::string_view bytes) -> asio::awaitable<bool> {
    reader.feed(bytes, [&](const SseReader::Event& event) { events.emplace_back(event.data); });
    co_return reader.comments() == 0;
  };
  const auto failure = run(site.io, site.http.stream(site.request(), seconds(30), on_data));
  EXPECT_EQ(events, std::vector<std::string>{"hello"});
  EXPECT_EQ(failure.what, "127.0.0.1: the stream was ended by its reader");
}

TEST(Stream, EndsWhenItIsSilent) {
  Site site(saying_then_stalling("HTTP/1.1 200 OK\r\n\r\nsome"));
  const auto got = streamed(site, milliseconds(50));
  EXPECT_EQ(got.text, "some");
  EXPECT_EQ(got.failure.fault, Fault::network);
  EXPECT_EQ(got.failure.what, "127.0.0.1: silent in the middle of an answer");
}

TEST(Stream, EndsWithTheServer) {
  Site site(once("HTTP/1.1 200 OK\r\n\r\nsome"));
  const auto got = streamed(site);
  EXPECT_EQ(got.text, "some");
  EXPECT_EQ(got.failure.fault, Fault::network);
}

TEST(Stream, ARefusalKeepsStatusAndBody) {
  Site site(always(answer("401 Unauthorized", "", "who are you?")));
  const auto got = streamed(site);
  EXPECT_EQ(got.text, "");
  EXPECT_EQ(got.failure.fault, Fault::fatal);
  EXPECT_EQ(got.failure.status, 401u);
  EXPECT_EQ(got.failure.body, "who are you?");
  Site empty(always("HTTP/1.1 204 No Content\r\n\r\n"));
  EXPECT_EQ(streamed(empty).failure.fault, Fault::protocol);
}

TEST(Stream, IsDecompressedAndABombWaitsForItsReader) {
  const auto body = deflated(std::string(16 << 20, 'x'), kGzip);
  Site site(once("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + body));
  const auto got = streamed(site, seconds(30), 100'000);
  EXPECT_GE(got.text.size(), 100'000u);
  EXPECT_LE(got.text.size(), 200'000u);
}

TEST(Stream, DiesOfCancellation) {
  Site site(saying_then_stalling("HTTP/1.1 200 OK\r\n\r\nsome"));
  const auto on_data = [](std::string_view) -> asio::awaitable<bool> { co_return true; };
  const auto work = [&]() -> asio::awaitable<void> { co_await site.http.stream(site.request(), seconds(30), on_data); };
  EXPECT_TRUE(dies_of_cancellation(site.io, site.server, work()));
}

}  // namespace
}  // namespace outcry::net
