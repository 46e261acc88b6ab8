#include "net/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>

#include "net/server_rules.h"
#include "tests/net/compressed.h"
#include "tests/net/nasty_server.h"

namespace outcry::net {
namespace {

using namespace std::chrono_literals;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr auto kLongest = 30s;

/// A client on a bare socket.
class Caller {
 public:
  explicit Caller(asio::io_context& io) : socket_(io) {}

  asio::awaitable<void> connect(tcp::endpoint to) { co_await socket_.async_connect(to, asio::use_awaitable); }
  asio::awaitable<bool> say(std::string bytes) {
    const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(bytes), as_result);
    co_return !error;
  }
  /// Everything until the server closes.
  asio::awaitable<std::string> rest() {
    co_await asio::async_read(socket_, asio::dynamic_buffer(heard_), as_result);
    co_return std::exchange(heard_, {});
  }
  /// Until `part` has come.
  asio::awaitable<std::string> until(std::string part) {
    while (heard_.find(part) == std::string::npos) {
      std::string bytes(4096, '\0');
      const auto [error, size] = co_await socket_.async_read_some(asio::buffer(bytes), as_result);
      if (error) break;
      heard_.append(bytes, 0, size);
    }
    co_return heard_;
  }
  void no_more() { socket_.shutdown(tcp::socket::shutdown_send); }
  void reset() {
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
  }
  void hear_little() { socket_.set_option(asio::socket_base::receive_buffer_size(4096)); }

 private:
  tcp::socket socket_;
  std::string heard_;
};

std::string post(const std::string& body, const std::string& headers = "Connection: close\r\n") {
  return "POST /a HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}
std::string get(const std::string& target, const std::string& headers = "Connection: close\r\n") {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}
std::string chunked(const std::string& chunks, const std::string& headers = "Connection: close\r\n") {
  return "POST /a HTTP/1.1\r\nHost: localhost\r\n" + headers + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
}

/// A server in a loop of its own that remembers what it was asked, and answers with the body or the path.
struct Site {
  explicit Site(ServerOptions options = {}, std::size_t max_body = 1000)
      : server(
            io.get_executor(), std::move(options), [max_body](const ServerRequest&) { return admission(max_body); },
            [this](ServerRequest request) { return handle(std::move(request)); }) {
    EXPECT_FALSE(server.open());
    asio::co_spawn(io, server.serve(),
                   asio::bind_cancellation_slot(cancel.slot(), [this](const std::exception_ptr&) { ended = true; }));
  }
  ~Site() {
    server.stop();
    EXPECT_TRUE(until([this] { return ended; }));
  }

  static Server::Admission admission(std::size_t max_body) {
    Server::Admission out;
    out.max_body_bytes = max_body;
    return out;
  }

  asio::awaitable<ServerResponse> handle(ServerRequest request) {
    asked.push_back(request);
    ServerResponse out;
    if (on_request) {
      out = co_await on_request(std::move(request));
    } else {
      out.body = "<" + (request.body.empty() ? request.path : request.body) + ">";
    }
    co_return out;
  }

  bool until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + kLongest;
    io.restart();
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      io.run_one_for(20ms);
      io.restart();
    }
    return true;
  }

  std::unique_ptr<Caller> caller() {
    auto out = std::make_unique<Caller>(io);
    run_to_end(io, out->connect(server.endpoint()));
    return out;
  }
  bool say(Caller& caller, std::string bytes) { return net::run(io, caller.say(std::move(bytes))); }
  std::string rest(Caller& caller) { return net::run(io, caller.rest()); }
  std::string hear(Caller& caller, std::string part) { return net::run(io, caller.until(std::move(part))); }
  /// What a new connection is answered until the server closes it.
  std::string answer(std::string bytes) {
    const auto one = caller();
    say(*one, std::move(bytes));
    return rest(*one);
  }

  asio::io_context io{1};
  std::function<asio::awaitable<ServerResponse>(ServerRequest)> on_request;
  std::vector<ServerRequest> asked;
  asio::cancellation_signal cancel;
  bool ended = false;
  Server server;
};

TEST(Server, AnswersARequest) {
  Site site;
  const auto answer = site.answer(get("/a/b%20c?d=e", "X-One: two\r\nConnection: close\r\n"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
  EXPECT_THAT(answer, testing::EndsWith("Content-Length: 10\r\nConnection: close\r\n\r\n</a/b%20c>"));
  ASSERT_EQ(site.asked.size(), 1U);
  const auto& asked = site.asked.front();
  EXPECT_EQ(asked.method, "GET");
  EXPECT_EQ(asked.path, "/a/b%20c");
  EXPECT_EQ(asked.query, "d=e");
  EXPECT_EQ(asked.header("x-one"), "two");
  EXPECT_EQ(asked.header("x-two"), "");
  EXPECT_EQ(asked.peer, "127.0.0.1");
}

TEST(Server, TakesBodiesWithALengthInChunksAndCompressed) {
  Site site;
  EXPECT_THAT(site.answer(post("hello")), HasSubstr("<hello>"));
  EXPECT_THAT(site.answer(chunked("3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n")), HasSubstr("<hello>"));
  const auto gzip = deflated("hello, gzip", kGzip);
  EXPECT_THAT(site.answer(post(gzip, "Content-Encoding: gzip\r\nConnection: close\r\n")), HasSubstr("<hello, gzip>"));
  EXPECT_EQ(site.asked.back().received(), gzip);
  EXPECT_THAT(site.answer(post(zstd("hello, zstd"), "Content-Encoding: zstd\r\nConnection: close\r\n")),
              HasSubstr("<hello, zstd>"));
  EXPECT_THAT(site.answer(post("plain", "Content-Encoding: identity\r\nConnection: close\r\n")), HasSubstr("<plain>"));
  EXPECT_EQ(site.asked.back().received(), "plain");
}

TEST(Server, AnswersPipelinedRequestsInTheirOrder) {
  Site site;
  const auto answer =
      site.answer(post("one", "") + get("/two", "") + chunked("5\r\nthree\r\n0\r\n\r\n", "") + get("/four"));
  const auto at = [&](const char* part) { return answer.find(part); };
  EXPECT_LT(at("<one>"), at("</two>"));
  EXPECT_LT(at("</two>"), at("<three>"));
  EXPECT_LT(at("<three>"), at("</four>"));
  EXPECT_NE(at("</four>"), std::string::npos);
  EXPECT_EQ(site.server.counters().connections, 1U);
  EXPECT_EQ(site.server.counters().requests, 4U);
}

TEST(Server, HeadIsToldTheLengthAndSentNothing) {
  Site site;
  const auto answer = site.answer("HEAD /abc HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 6\r\n"));
  EXPECT_THAT(answer, testing::EndsWith("\r\n\r\n"));
}

TEST(Server, GoesOnWithThoseWhoExpectItAndRefusesOthersBeforeTheBody) {
  Site site;
  const auto one = site.caller();
  const std::string head = "POST /a HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nConnection: close\r\n";
  site.say(*one, head + "Content-Length: 2\r\n\r\n");
  EXPECT_THAT(site.hear(*one, "\r\n\r\n"), StartsWith("HTTP/1.1 100 Continue"));
  site.say(*one, "ok");
  EXPECT_THAT(site.rest(*one), HasSubstr("<ok>"));
  EXPECT_THAT(site.answer(head + "Content-Length: 2000\r\n\r\n"), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(site.answer(get("/", "Expect: a-wonder\r\nConnection: close\r\n")), StartsWith("HTTP/1.1 417"));
}

TEST(Server, RefusesWhatIsTooLargeAndBombs) {
  Site site;
  EXPECT_THAT(site.answer(post(std::string(1001, 'a'))), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(site.answer(chunked("3e9\r\n" + std::string(1001, 'a'))), StartsWith("HTTP/1.1 413"));
  const auto bomb = deflated(std::string(100'000, 'a'), kGzip);
  ASSERT_LT(bomb.size(), 1000U);
  EXPECT_THAT(site.answer(post(bomb, "Content-Encoding: gzip\r\nConnection: close\r\n")), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(site.answer(post(zstd(std::string(100'000, 'a')), "Content-Encoding: zstd\r\nConnection: close\r\n")),
              StartsWith("HTTP/1.1 413"));
  EXPECT_TRUE(site.asked.empty());
}

TEST(Server, RefusesBodiesThatAreNotPackedAsTheySay) {
  Site site;
  const std::string gzip = "Content-Encoding: gzip\r\nConnection: close\r\n";
  EXPECT_THAT(site.answer(post("no gzip", gzip)), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(site.answer(post(deflated("hello", kGzip).substr(0, 12), gzip)), StartsWith("HTTP/1.1 400"));
  const auto unknown = site.answer(post("x", "Content-Encoding: br\r\nConnection: close\r\n"));
  EXPECT_THAT(unknown, StartsWith("HTTP/1.1 415"));
  EXPECT_THAT(unknown, HasSubstr("Accept-Encoding: gzip"));
  EXPECT_TRUE(site.asked.empty());
}

TEST(Server, RefusesRequestsWhoseEndTwoServersCouldSeeInTwoPlaces) {
  Site site;
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string chunks = "0\r\n\r\n" + hidden;
  for (const std::string headers : {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                                    "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                                    "Transfer-Encoding: xchunked\r\n",
                                    "Transfer-Encoding: chunked, identity\r\n",
                                    "Transfer-Encoding: gzip, chunked\r\n",
                                    "Transfer-Encoding: identity\r\nContent-Length: 5\r\n",
                                    "Transfer-Encoding:\r\n",
                                    "Transfer-Encoding: \"chunked\"\r\n",
                                    "Transfer-Encoding : chunked\r\n",
                                    "Transfer-Encoding: chunked\r\n Content-Length: 5\r\n",
                                    "Content-Length: 5\r\nContent-Length: 6\r\n",
                                    "Content-Length: 5, 6\r\n",
                                    "Content-Length: +5\r\n",
                                    "Content-Length: -1\r\n",
                                    "Content-Length: 0x5\r\n",
                                    "Content-Length: 5 5\r\n",
                                    "Content-Length:\r\n",
                                    "Content-Length: 99999999999999999999999\r\n",
                                    "Content-Length\r\n: 5\r\n",
                                    "X: y\rContent-Length: 5\r\n",
                                    "X: y\nContent-Length: 5\n",
                                    "Host: other\r\n"}) {
    SCOPED_TRACE(headers);
    const auto answer = site.answer("POST /a HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + chunks);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(answer, HasSubstr("Connection: close"));
    EXPECT_THAT(answer, Not(HasSubstr("200 OK")));
  }
  for (const std::string body :
       {"5\r\nhello0\r\n\r\n", "g\r\n", "-1\r\n\r\n", "5\nhello\r\n", "ffffffffffffffffff\r\n"}) {
    SCOPED_TRACE(body);
    EXPECT_THAT(site.answer(chunked(body + hidden, "")), StartsWith("HTTP/1.1 4"));
  }
  EXPECT_THAT(site.answer("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks),
              StartsWith("HTTP/1.1 400"));
  EXPECT_TRUE(site.asked.empty());
}

TEST(Server, TellsThoseWhoSpeakAnotherLanguage) {
  Site site;
  for (const auto& bytes :
       {std::string("hello\r\n\r\n"), std::string("\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n", 12),
        std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), std::string("GET / HTTP/9.9\r\n\r\n"),
        std::string(64, '\0') + "\r\n\r\n", std::string("GET a HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\n\r\n")}) {
    const auto answer = site.answer(bytes);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400"));
    EXPECT_THAT(answer, HasSubstr("application/problem+json"));
  }
  EXPECT_THAT(site.answer("TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n"), StartsWith("HTTP/1.1 405"));
  EXPECT_TRUE(site.asked.empty());
}

TEST(Server, RefusesHeadsThatAreTooLarge) {
  Site site;
  EXPECT_THAT(site.answer(get("/", "X: " + std::string(20'000, 'a') + "\r\n")), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(site.answer(get("/" + std::string(20'000, 'a'))), StartsWith("HTTP/1.1 431"));
  std::string many;
  for (int i = 0; i < 5'000; ++i) many += "a: b\r\n";
  EXPECT_THAT(site.answer(get("/", many)), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(site.answer(chunked("1;" + std::string(200'000, 'x'))), testing::AnyOf(StartsWith("HTTP/1.1 4"), ""));
  EXPECT_TRUE(site.asked.empty());
  EXPECT_THAT(site.answer(get("/", "X: " + std::string(15'000, 'a') + "\r\nConnection: close\r\n")),
              StartsWith("HTTP/1.1 200"));
}

TEST(Server, EndsWhatNeverEnds) {
  ServerOptions quick;
  quick.header = quick.body = quick.idle = 50ms;
  Site site(quick);
  const auto drip = [](Caller& caller, std::string byte) -> asio::awaitable<void> {
    while (co_await caller.say(byte)) {
      asio::steady_timer pause(co_await asio::this_coro::executor, 5ms);
      co_await pause.async_wait(as_result);
    }
  };
  const auto silent = site.caller();
  EXPECT_EQ(site.rest(*silent), "");
  const auto head = site.caller();
  site.say(*head, "GET / HTTP/1.1\r\nX: ");
  run_to_end(site.io, drip(*head, "x"));
  const auto body = site.caller();
  site.say(*body, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n");
  run_to_end(site.io, drip(*body, "x"));
  EXPECT_TRUE(site.asked.empty());
  const auto idle = site.caller();
  site.say(*idle, get("/", ""));
  EXPECT_THAT(site.rest(*idle), HasSubstr("</>"));
}

TEST(Server, AnswersThoseWhoHaveClosedTheirHalf) {
  Site site;
  const auto one = site.caller();
  site.say(*one, get("/half", ""));
  one->no_more();
  EXPECT_THAT(site.rest(*one), HasSubstr("</half>"));
  const auto cut = site.caller();
  site.say(*cut, "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
  cut->no_more();
  EXPECT_EQ(site.rest(*cut), "");
  EXPECT_EQ(site.asked.size(), 1U);
}

TEST(Server, SurvivesClientsThatVanish) {
  Site site;
  for (const std::string bytes :
       {"", "GET / HT", "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nab"}) {
    const auto one = site.caller();
    if (!bytes.empty()) site.say(*one, bytes);
    EXPECT_TRUE(site.until([&] { return site.server.connections() == 1; }));
    one->reset();
    EXPECT_TRUE(site.until([&] { return site.server.connections() == 0; }));
  }
  EXPECT_THAT(site.answer(get("/still")), HasSubstr("</still>"));
}

TEST(Server, KnowsItsNamesOnLoopbackAgainstPagesWhoseNamePointsHere) {
  ServerOptions named;
  named.names = {"outcry.internal"};
  Site site(named);
  const auto asking = [&](const std::string& host) {
    return site.answer("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  };
  for (const auto* host : {"localhost", "LOCALHOST:1", "127.0.0.1:80", "[::1]", "[::1]:99", "outcry.internal:8078"})
    EXPECT_THAT(asking(host), StartsWith("HTTP/1.1 200")) << host;
  for (const auto* host :
       {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::2]", "[::1", "1"})
    EXPECT_THAT(asking(host), StartsWith("HTTP/1.1 421")) << host;
  EXPECT_THAT(site.answer("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n"), StartsWith("HTTP/1.1 421"));
  EXPECT_THAT(site.answer("GET http://localhost/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 200"));
}

TEST(Server, TakesNoWritesFromForeignPages) {
  Site site;
  for (const auto* origin : {"http://evil.example", "null", "http://localhost:1", "localhost"}) {
    const auto header = "Origin: " + std::string(origin) + "\r\nConnection: close\r\n";
    EXPECT_THAT(site.answer(post("a", header)), StartsWith("HTTP/1.1 403")) << origin;
    EXPECT_THAT(site.answer(get("/", header)), StartsWith("HTTP/1.1 200")) << origin;
  }
  EXPECT_THAT(site.answer(post("a", "Origin: http://localhost\r\nConnection: close\r\n")), StartsWith("HTTP/1.1 200"));
}

TEST(Server, AHandlerThatThrowsIsA500AndNothingMore) {
  Site site;
  site.on_request = [](ServerRequest request) -> asio::awaitable<ServerResponse> {
    if (request.path == "/bad") throw std::runtime_error("secret reason");
    co_return ServerResponse();
  };
  const auto answer = site.answer(get("/bad", "") + get("/good"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 200"));
  EXPECT_THAT(answer, Not(HasSubstr("secret")));
  EXPECT_EQ(site.server.counters().failed, 1U);
}

TEST(Server, SixHundredSilentConnectionsLeaveRoomForOneThatSpeaks) {
  Site site;
  std::vector<std::unique_ptr<Caller>> silent;
  for (int i = 0; i < 600; ++i) {
    silent.push_back(site.caller());
    if (i % 2 == 0) site.say(*silent.back(), "GET / HT");
  }
  EXPECT_THAT(site.answer(get("/good")), HasSubstr("</good>"));
  EXPECT_LE(site.server.connections(), 512U);
  EXPECT_GE(site.server.counters().crowded_out, 88U);
  EXPECT_EQ(site.rest(*silent.front()), "");
}

TEST(Server, TurnsAwayWhenAllAreBusy) {
  ServerOptions few;
  few.max_connections = 2;
  Site site(few);
  asio::steady_timer gate(site.io, asio::steady_timer::time_point::max());
  site.on_request = [&](ServerRequest) -> asio::awaitable<ServerResponse> {
    co_await gate.async_wait(as_result);
    co_return ServerResponse();
  };
  const auto one = site.caller();
  const auto two = site.caller();
  site.say(*one, get("/"));
  site.say(*two, get("/"));
  EXPECT_TRUE(site.until([&] { return site.asked.size() == 2; }));
  const auto three = site.caller();
  EXPECT_THAT(site.rest(*three), StartsWith("HTTP/1.1 503"));
  EXPECT_EQ(site.server.counters().turned_away, 1U);
  gate.cancel();
  EXPECT_THAT(site.rest(*one), StartsWith("HTTP/1.1 200"));
}

TEST(Server, HoldsSoMuchOfBodiesAndNoMore) {
  ServerOptions little;
  little.max_held_bytes = 1500;
  Site site(little);
  const auto one = site.caller();
  site.say(*one, "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n" + std::string(999, 'a'));
  const auto answer = site.answer(post(std::string(900, 'b')));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(answer, HasSubstr("Retry-After: 1"));
  one->reset();
  EXPECT_TRUE(site.until([&] { return site.server.connections() == 0; }));
  EXPECT_THAT(site.answer(post(std::string(900, 'b'))), StartsWith("HTTP/1.1 200"));
}

asio::awaitable<ServerResponse> streamed(std::function<asio::awaitable<void>(ResponseStream&)> stream) {
  ServerResponse out;
  out.stream = std::move(stream);
  co_return out;
}

TEST(Server, StreamsAnAnswer) {
  Site site;
  site.on_request = [](ServerRequest) {
    return streamed([](ResponseStream& to) -> asio::awaitable<void> {
      co_await to.write("one");
      co_await to.write("");
      co_await to.write("seventeen letters");
    });
  };
  const auto answer = site.answer(get("/", "") + get("/"));
  EXPECT_THAT(answer,
              HasSubstr("Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n11\r\nseventeen letters\r\n0\r\n\r\nHTTP/1.1"));
  EXPECT_THAT(site.answer("GET / HTTP/1.0\r\n\r\n"), testing::EndsWith("\r\n\r\noneseventeen letters"));
}

TEST(Server, CutsReadersOfAStreamWhoNeverRead) {
  ServerOptions quick;
  quick.write = 50ms;
  Site site(quick);
  bool over = false;
  bool stalled = false;
  site.on_request = [&](ServerRequest) {
    return streamed([&](ResponseStream& to) -> asio::awaitable<void> {
      const std::string piece(100'000, 'x');
      EXPECT_FALSE(to.stalled());
      while (co_await to.write(piece)) {
      }
      stalled = to.stalled();
      over = true;
    });
  };
  const auto one = site.caller();
  one->hear_little();
  site.say(*one, get("/"));
  EXPECT_TRUE(site.until([&] { return over && site.server.connections() == 0; }));
  EXPECT_TRUE(stalled);
}

TEST(Server, TellsAReaderThatHasGoneFromOneThatNeverReads) {
  Site site;
  bool over = false;
  bool stalled = true;
  site.on_request = [&](ServerRequest) {
    return streamed([&](ResponseStream& to) -> asio::awaitable<void> {
      const std::string piece(100'000, 'x');
      while (co_await to.write(piece)) {
      }
      stalled = to.stalled();
      over = true;
    });
  };
  const auto one = site.caller();
  one->hear_little();
  site.say(*one, get("/"));
  site.hear(*one, "xxx");
  one->reset();
  EXPECT_TRUE(site.until([&] { return over && site.server.connections() == 0; }));
  EXPECT_FALSE(stalled);
}

/// The handshake of RFC 6455, 1.3.
std::string upgrade(const std::string& headers = "") {
  return get("/",
             "Upgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                 headers);
}

/// A frame of a client whose mask is zero.
std::string said(char opcode, const std::string& payload) {
  std::string size(1, static_cast<char>(0x80 | payload.size()));
  if (payload.size() > 125) size = {'\xfe', static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size())};
  return static_cast<char>(0x80 | opcode) + size + std::string(4, '\0') + payload;
}

/// An answer by messages: these, and then nothing until it is called off; says when it is over.
auto messages(asio::io_context& io, std::vector<std::string> texts, bool& over, bool* stalled = nullptr) {
  return [&io, &over, texts, stalled](ServerRequest) -> asio::awaitable<ServerResponse> {
    ServerResponse out;
    out.as_messages = true;
    out.stream = [&io, &over, texts, stalled](ResponseStream& to) -> asio::awaitable<void> {
      const std::shared_ptr<void> end(nullptr, [&](void*) {
        if (stalled != nullptr) *stalled = to.stalled();
        over = true;
      });
      for (const auto& text : texts)
        if (!co_await to.write(text)) co_return;
      asio::steady_timer never(io, asio::steady_timer::time_point::max());
      co_await never.async_wait(as_result);
    };
    co_return out;
  };
}

TEST(Server, StreamsMessagesToWhoAsksForAWebSocket) {
  Site site;
  bool over = false;
  site.on_request = messages(site.io, {"one", "two"}, over);
  const auto one = site.caller();
  site.say(*one, upgrade());
  const auto heard = site.hear(*one, "\x81\x03two");
  EXPECT_THAT(heard, StartsWith("HTTP/1.1 101"));
  EXPECT_THAT(heard, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
  EXPECT_THAT(heard, HasSubstr("\r\n\r\n\x81\x03one\x81\x03two"));
  EXPECT_TRUE(asks_for_messages(site.asked.at(0)));
  EXPECT_FALSE(over);
  site.say(*one, said('\x1', "what a client says is passed over") + said('\x9', "life?"));
  EXPECT_THAT(site.hear(*one, "life?"), HasSubstr("\x8a\x05life?"));
  site.say(*one, said('\x8', "\x03\xe8"));
  EXPECT_THAT(site.rest(*one), HasSubstr("\x88\x02\x03\xe8"));
  EXPECT_TRUE(site.until([&] { return over && site.server.connections() == 0; }));
}

TEST(Server, EndsAWebSocketWhoseClientSaysTooMuchAtOnceOrVanishes) {
  Site site;
  bool over = false;
  site.on_request = messages(site.io, {}, over);
  const auto one = site.caller();
  site.say(*one, upgrade());
  site.hear(*one, "\r\n\r\n");
  site.say(*one, said('\x1', std::string(5000, 'x')));
  EXPECT_THAT(site.rest(*one), HasSubstr("\x88\x02\x03\xf1"));
  EXPECT_TRUE(site.until([&] { return over && site.server.connections() == 0; }));
  over = false;
  const auto two = site.caller();
  site.say(*two, upgrade());
  site.hear(*two, "\r\n\r\n");
  two->reset();
  EXPECT_TRUE(site.until([&] { return over && site.server.connections() == 0; }));
}

TEST(Server, AsksASilentWebSocketForASignOfLifeAndCutsIt) {
  ServerOptions quick;
  quick.write = 100ms;
  Site site(quick);
  bool over = false;
  bool stalled = false;
  site.on_request = messages(site.io, {}, over, &stalled);
  const auto one = site.caller();
  site.say(*one, upgrade());
  EXPECT_THAT(site.rest(*one), testing::EndsWith("\x89" + std::string(1, '\0')));
  EXPECT_TRUE(site.until([&] { return over && site.server.connections() == 0; }));
  EXPECT_FALSE(stalled);
}

TEST(Server, CutsAWebSocketThatNeverReads) {
  ServerOptions quick;
  quick.write = 100ms;
  Site site(quick);
  bool over = false;
  bool stalled = false;
  site.on_request = messages(site.io, std::vector<std::string>(100, std::string(100'000, 'x')), over, &stalled);
  const auto one = site.caller();
  one->hear_little();
  site.say(*one, upgrade());
  EXPECT_TRUE(site.until([&] { return over && site.server.connections() == 0; }));
  EXPECT_TRUE(stalled);
}

TEST(Server, AWebSocketOfAForeignPageIsRefused) {
  Site site;
  bool over = false;
  site.on_request = messages(site.io, {}, over);
  for (const auto* origin : {"http://evil.example", "null", "http://localhost:1"})
    EXPECT_THAT(site.answer(upgrade("Origin: " + std::string(origin) + "\r\n")), StartsWith("HTTP/1.1 403")) << origin;
  const auto one = site.caller();
  site.say(*one, upgrade("Origin: http://localhost\r\n"));
  EXPECT_THAT(site.hear(*one, "\r\n\r\n"), StartsWith("HTTP/1.1 101"));
}

TEST(Server, HandshakesThatAreNoneAreRefused) {
  Site site;
  bool over = false;
  site.on_request = messages(site.io, {}, over);
  EXPECT_THAT(site.answer(get("/", "Upgrade: websocket\r\nConnection: Upgrade\r\n")), StartsWith("HTTP/1.1 4"));
  EXPECT_THAT(site.answer(get("/", "Upgrade: websocket\r\nConnection: close\r\n")), StartsWith("HTTP/1.1 4"));
  EXPECT_THAT(site.answer(upgrade() + said('\x1', "too early")), StartsWith("HTTP/1.1 400"));
  EXPECT_FALSE(over);
}

TEST(Server, HeadersThatWouldBreakOutOfTheirLineAreLeftAway) {
  Site site;
  site.on_request = [](ServerRequest) -> asio::awaitable<ServerResponse> {
    ServerResponse out;
    out.headers = {{"X-Good", "yes"}, {"X-Bad", "a\r\nSet-Cookie: b"}, {"X Bad", "c"}};
    co_return out;
  };
  const auto answer = site.answer(get("/"));
  EXPECT_THAT(answer, HasSubstr("X-Good: yes\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("Bad")));
  EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie")));
}

TEST(Server, AnswersUnderWayAreFinishedWhenItStopsAndTheRestIsCut) {
  ServerOptions quick;
  quick.grace = 50ms;
  Site site(quick);
  asio::steady_timer gate(site.io, asio::steady_timer::time_point::max());
  asio::steady_timer never(site.io, asio::steady_timer::time_point::max());
  site.on_request = [&](ServerRequest request) -> asio::awaitable<ServerResponse> {
    if (request.path == "/hangs") {
      co_await never.async_wait(as_result);
    } else {
      co_await gate.async_wait(as_result);
    }
    ServerResponse out;
    out.body = "done";
    co_return out;
  };
  const auto idle = site.caller();
  const auto busy = site.caller();
  const auto hangs = site.caller();
  site.say(*busy, get("/", ""));
  site.say(*hangs, get("/hangs", ""));
  EXPECT_TRUE(site.until([&] { return site.asked.size() == 2 && site.server.connections() == 3; }));
  site.cancel.emit(asio::cancellation_type::all);
  EXPECT_TRUE(site.until([&] { return site.server.connections() == 2; }));
  gate.cancel();
  EXPECT_THAT(site.rest(*busy), HasSubstr("done"));
  EXPECT_TRUE(site.until([&] { return site.ended; }));
  EXPECT_EQ(site.rest(*hangs), "");
  EXPECT_EQ(site.rest(*idle), "");
  EXPECT_EQ(site.server.connections(), 0U);
}

TEST(Server, SaysWhenItsAddressIsTaken) {
  Site site;
  ServerOptions same;
  same.endpoint = site.server.endpoint();
  Server second(site.io.get_executor(), same, nullptr, nullptr);
  const auto failure = second.open();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->fault, Fault::server);
  EXPECT_THAT(failure->what, HasSubstr("127.0.0.1:" + std::to_string(same.endpoint.port())));
  EXPECT_THAT(failure->what, HasSubstr("in use"));
}

TEST(Server, AddressesToListenAt) {
  EXPECT_EQ(parse_listen("127.0.0.1:8078").value(), tcp::endpoint(asio::ip::make_address("127.0.0.1"), 8078));
  EXPECT_EQ(parse_listen("localhost:1").value(), tcp::endpoint(asio::ip::make_address("127.0.0.1"), 1));
  EXPECT_EQ(parse_listen("[::1]:0").value(), tcp::endpoint(asio::ip::make_address("::1"), 0));
  EXPECT_EQ(parse_listen("0.0.0.0:80").value(), tcp::endpoint(asio::ip::make_address("0.0.0.0"), 80));
  for (const auto* bad : {"", ":", "8078", ":8078", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
                          "::1:80", "[127.0.0.1]:80", "[::1]", "example.org:80", "127.0.0.1:-1", "127.0.0.1:80 "})
    EXPECT_FALSE(parse_listen(bad)) << bad;
}

TEST(ServerRules, ProblemsAreJsonWhateverTheySay) {
  EXPECT_EQ(problem(404, "a \"b\" \\ \n\xff").body,
            "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"a \\\"b\\\" \\\\ ??\"}\n");
}

TEST(ServerRules, TargetsInTheirParts) {
  const auto parts = [](const char* target) {
    const auto request = request_of("GET", target, {{"Host", "h"}});
    return request ? std::string(request->header("host")) + " " + request->path + " " + request->query : "none";
  };
  EXPECT_EQ(parts("/a?b?c"), "h /a b?c");
  EXPECT_EQ(parts("*"), "h * ");
  EXPECT_EQ(parts("http://x:1/a?b"), "x:1 /a b");
  EXPECT_EQ(parts("http://x?b"), "x / b");
  EXPECT_EQ(parts("http://x"), "x / ");
  EXPECT_EQ(parts("/a?u=http://x/"), "h /a u=http://x/");
  EXPECT_EQ(parts("a"), "none");
  EXPECT_EQ(parts(""), "none");
}

}  // namespace
}  // namespace outcry::net
