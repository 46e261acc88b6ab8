#include "net/websocket.h"

#include <gtest/gtest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include "tests/net/certificates.h"
#include "tests/net/nasty_server.h"

namespace outcry::net {
namespace {

using namespace asio::experimental::awaitable_operators;
using std::chrono::milliseconds;
using std::chrono::seconds;

WebSocketOptions with_idle(milliseconds idle) {
  WebSocketOptions options;
  options.idle = idle;
  return options;
}

/// Messages until the connection fails, and how it failed.
struct Heard {
  std::vector<std::string> messages;
  Failure failure;
  bool opened = false;
};

asio::awaitable<Heard> listened(const Client& client, Url url, WebSocketOptions options) {
  Heard out;
  auto opened = co_await WebSocket::connect(client, std::move(url), std::move(options));
  if (auto* failure = std::get_if<Failure>(&opened)) {
    out.failure = std::move(*failure);
    co_return out;
  }
  out.opened = true;
  auto& socket = std::get<WebSocket>(opened);
  for (;;) {
    auto got = co_await socket.read();
    if (auto* failure = std::get_if<Failure>(&got)) {
      out.failure = std::move(*failure);
      co_return out;
    }
    out.messages.emplace_back(std::get<WebSocket::Message>(got).bytes);
  }
}

asio::awaitable<void> listened_in_vain(const Client& client, Url url) { co_await listened(client, std::move(url), {}); }

Heard heard_from(NastyServer::Script script, WebSocketOptions options = {}) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, std::move(script));
  return run(io, listened(client, server.url("ws", "/subscribe?cursor=secret"), std::move(options)));
}

/// A server that answers the handshake with these bytes.
Heard answered(std::string bytes, WebSocketOptions options = {}) {
  return heard_from(
      [bytes](Peer& peer, int) -> asio::awaitable<void> {
        co_await peer.request();
        co_await peer.send(bytes);
        co_await peer.until_gone();
      },
      std::move(options));
}

/// A server that upgrades and closes with these bytes of a close frame.
Heard closed_with(std::string payload) {
  return heard_from([payload](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.frame(kClose, payload);
    co_await peer.until_gone();
  });
}

TEST(WebSocket, AsksForAnUpgradeWithoutCompression) {
  std::string asked;
  WebSocketOptions options;
  options.headers = {{"X-One", "two"}};
  const auto heard = heard_from(
      [&](Peer& peer, int) -> asio::awaitable<void> {
        asked = co_await peer.upgrade();
        peer.cut();
      },
      options);
  EXPECT_TRUE(heard.opened);
  EXPECT_TRUE(asked.starts_with("GET /subscribe?cursor=secret HTTP/1.1\r\nHost: 127.0.0.1:"));
  EXPECT_NE(asked.find("User-Agent: outcry\r\n"), std::string::npos);
  EXPECT_NE(asked.find("X-One: two\r\n"), std::string::npos);
  EXPECT_EQ(asked.find("Sec-WebSocket-Extensions"), std::string::npos);
}

TEST(WebSocket, HearsWholeAndFragmentedMessages) {
  const auto heard = heard_from([](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.frame(kText, "one");
    co_await peer.frame(kText, "t", false);
    co_await peer.frame(kPing, "in between");
    co_await peer.frame(kContinuation, "", false);
    co_await peer.frame(kContinuation, "wo");
    co_await peer.frame(kBinary, std::string(100'000, 'b'));
    co_await peer.frame(kText, "");
    co_await peer.frame(kClose, closing(1000));
    co_await peer.until_gone();
  });
  ASSERT_EQ(heard.messages.size(), 4u);
  EXPECT_EQ(heard.messages[0], "one");
  EXPECT_EQ(heard.messages[1], "two");
  EXPECT_EQ(heard.messages[2].size(), 100'000u);
  EXPECT_EQ(heard.messages[3], "");
}

TEST(WebSocket, HearsAHandshakeAndMessagesByteByByte) {
  const auto heard = heard_from([](Peer& peer, int) -> asio::awaitable<void> {
    const auto asked = co_await peer.request();
    co_await peer.drip(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        accept_of(asked) + "\r\n\r\n\x81\x03one\x81\x03two");
    co_await peer.frame(kClose, closing(1000));
    co_await peer.until_gone();
  });
  EXPECT_EQ(heard.messages, (std::vector<std::string>{"one", "two"}));
}

TEST(WebSocket, AnswersPings) {
  Peer::Frame pong;
  heard_from([&](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.frame(kPing, "still there?");
    pong = co_await peer.heard();
    peer.cut();
  });
  EXPECT_EQ(pong.opcode, kPong);
  EXPECT_TRUE(pong.masked);
  EXPECT_EQ(pong.payload, "still there?");
}

TEST(WebSocket, TakesPongsThatNobodyAskedFor) {
  const auto heard = heard_from([](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.frame(kPong, "");
    co_await peer.frame(kText, "one");
    co_await peer.frame(kClose, closing(1000));
    co_await peer.until_gone();
  });
  EXPECT_EQ(heard.messages.size(), 1u);
}

TEST(WebSocket, PingsASilentServerAndHearsOn) {
  int opcode = 0;
  const auto heard = heard_from(
      [&](Peer& peer, int) -> asio::awaitable<void> {
        co_await peer.upgrade();
        opcode = (co_await peer.heard()).opcode;
        co_await peer.frame(kPong, "");
        co_await peer.frame(kText, "one");
        co_await peer.frame(kClose, closing(1000));
        co_await peer.until_gone();
      },
      with_idle(milliseconds(100)));
  EXPECT_EQ(opcode, kPing);
  EXPECT_EQ(heard.messages.size(), 1u);
}

TEST(WebSocket, GivesUpAServerThatHasGoneSilent) {
  const auto heard = heard_from(
      [](Peer& peer, int) -> asio::awaitable<void> {
        co_await peer.upgrade();
        co_await peer.frame(kText, "one");
        co_await peer.stall();
      },
      with_idle(milliseconds(50)));
  EXPECT_EQ(heard.messages.size(), 1u);
  EXPECT_EQ(heard.failure.fault, Fault::network);
  EXPECT_EQ(heard.failure.what, "127.0.0.1: nothing heard for too long");
}

TEST(WebSocket, GivesUpAServerThatStallsInTheMiddleOfAFrame) {
  const auto heard = heard_from(
      [](Peer& peer, int) -> asio::awaitable<void> {
        co_await peer.upgrade();
        co_await peer.send("\x81\x7d half of a");
        co_await peer.stall();
      },
      with_idle(milliseconds(50)));
  EXPECT_TRUE(heard.opened);
  EXPECT_EQ(heard.failure.fault, Fault::network);
}

TEST(WebSocket, GivesUpAHandshakeThatStalls) {
  WebSocketOptions options;
  options.connect = milliseconds(50);
  const auto heard = heard_from([](Peer& peer, int) -> asio::awaitable<void> { co_await peer.stall(); }, options);
  EXPECT_FALSE(heard.opened);
  EXPECT_EQ(heard.failure.fault, Fault::network);
  EXPECT_EQ(heard.failure.status, 0u);
}

TEST(WebSocket, AnOwnerThatPausesIsNoSilence) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, [](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.frame(kText, "one");
    co_await peer.frame(kText, "two");
    co_await peer.until_gone();
  });
  const auto slow = [&]() -> asio::awaitable<std::string> {
    auto opened = co_await WebSocket::connect(client, server.url("ws"), with_idle(milliseconds(10)));
    auto& socket = std::get<WebSocket>(opened);
    co_await socket.read();
    asio::steady_timer pause(co_await asio::this_coro::executor, milliseconds(60));
    co_await pause.async_wait(as_result);
    auto got = co_await socket.read();
    co_return std::string(std::get<WebSocket::Message>(got).bytes);
  };
  EXPECT_EQ(run(io, slow()), "two");
}

TEST(WebSocket, ACutInTheMiddleOfAFrameIsANetworkFault) {
  const auto heard = heard_from([](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.frame(kText, "one");
    co_await peer.send("\x81\x7d half of a");
    peer.cut();
  });
  EXPECT_EQ(heard.messages.size(), 1u);
  EXPECT_EQ(heard.failure.fault, Fault::network);
}

TEST(WebSocket, AResetIsANetworkFault) {
  const auto heard = heard_from([](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    peer.reset();
  });
  EXPECT_EQ(heard.failure.fault, Fault::network);
}

TEST(WebSocket, ACloseTellsItsCodeAndReason) {
  const auto heard = closed_with(closing(1001, "server shutting\x1b[2J down"));
  EXPECT_EQ(heard.failure.status, 1001u);
  EXPECT_EQ(heard.failure.what, "127.0.0.1 closed the connection, code 1001: server shutting?[2J down");
}

TEST(WebSocket, ACloseIsClassedByItsCode) {
  EXPECT_EQ(closed_with(closing(1000)).failure.fault, Fault::network);
  EXPECT_EQ(closed_with(closing(1001)).failure.fault, Fault::network);
  EXPECT_EQ(closed_with(closing(1011)).failure.fault, Fault::network);
  EXPECT_EQ(closed_with(closing(4000)).failure.fault, Fault::network);
  EXPECT_EQ(closed_with("").failure.fault, Fault::network);
  EXPECT_EQ(closed_with(closing(1003)).failure.fault, Fault::fatal);
  EXPECT_EQ(closed_with(closing(1008)).failure.fault, Fault::fatal);
  EXPECT_EQ(closed_with(closing(1013)).failure.fault, Fault::throttled);
}

TEST(WebSocket, ACloseIsAnsweredAndNotWaitedFor) {
  Peer::Frame reply;
  const auto heard = heard_from([&](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.frame(kClose, closing(1001));
    reply = co_await peer.heard();
    co_await peer.stall();
  });
  EXPECT_EQ(heard.failure.status, 1001u);
}

TEST(WebSocket, BrokenFramesAreProtocolFaults) {
  for (const std::string& bytes :
       {std::string("\x83\x01x"), std::string("\xc1\x01x"), std::string("\x80\x01x"), std::string("\x09\x01x"),
        std::string("\x81\x02\xff\xfe"), std::string("\x88\x01\x03")}) {
    const auto heard = heard_from([bytes](Peer& peer, int) -> asio::awaitable<void> {
      co_await peer.upgrade();
      co_await peer.send(bytes);
      co_await peer.until_gone();
    });
    EXPECT_EQ(heard.failure.fault, Fault::protocol) << heard.failure.what;
  }
}

TEST(WebSocket, AMessageBeyondTheBoundIsAProtocolFault) {
  WebSocketOptions options;
  options.max_message_bytes = 1000;
  const auto heard = heard_from(
      [](Peer& peer, int) -> asio::awaitable<void> {
        co_await peer.upgrade();
        co_await peer.frame(kText, std::string(1000, 'x'));
        co_await peer.frame(kText, std::string(600, 'x'), false);
        co_await peer.frame(kContinuation, std::string(600, 'x'));
        co_await peer.until_gone();
      },
      options);
  EXPECT_EQ(heard.messages.size(), 1u);
  EXPECT_EQ(heard.failure.fault, Fault::protocol);
}

TEST(WebSocket, AFrameThatClaimsToBeHugeIsRefusedAtOnce) {
  const auto heard = heard_from([](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.send(std::string("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10));
    co_await peer.until_gone();
  });
  EXPECT_EQ(heard.failure.fault, Fault::protocol);
}

TEST(WebSocket, ARefusalBeforeTheUpgradeKeepsStatusAndBody) {
  const auto heard = answered(answer("400 Bad Request", "Content-Type: text/plain\r\n", "invalid cursor: x"));
  EXPECT_FALSE(heard.opened);
  EXPECT_EQ(heard.failure.fault, Fault::fatal);
  EXPECT_EQ(heard.failure.status, 400u);
  EXPECT_EQ(heard.failure.body, "invalid cursor: x");
  EXPECT_EQ(heard.failure.what, "127.0.0.1 answered 400 Bad Request");
}

TEST(WebSocket, ARefusalMayBeLargerThanTheFirstBuffer) {
  const auto heard =
      answered(answer("403 Forbidden", "X-Long: " + std::string(6000, 'x') + "\r\n", std::string(9000, 'b')));
  EXPECT_EQ(heard.failure.status, 403u);
  EXPECT_EQ(heard.failure.body.size(), 4096u);
}

TEST(WebSocket, ARefusalForTheMomentIsNone) {
  const auto busy = answered(answer("503 Service Unavailable", "", "cursor replay warming up"));
  EXPECT_EQ(busy.failure.fault, Fault::server);
  const auto asked = answered(answer("503 Service Unavailable", "Retry-After: 30\r\n"));
  EXPECT_EQ(asked.failure.fault, Fault::throttled);
  EXPECT_EQ(asked.failure.retry_after, seconds(30));
  const auto limited = answered(answer("429 Too Many Requests", "x-ratelimit-reset: 61\r\n"));
  EXPECT_EQ(limited.failure.fault, Fault::throttled);
  EXPECT_EQ(limited.failure.retry_after, seconds(61));
}

TEST(WebSocket, AHandshakeThatIsNoneIsAProtocolFault) {
  const std::string upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  EXPECT_EQ(answered(upgrade + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n").failure.fault,
            Fault::protocol);
  EXPECT_EQ(answered(upgrade + "\r\n").failure.fault, Fault::protocol);
  EXPECT_EQ(answered("SSH-2.0-OpenSSH_9.2\r\n\r\n").failure.fault, Fault::protocol);
  EXPECT_EQ(answered(answer("200 OK", "", "<html>")).failure.fault, Fault::protocol);
  EXPECT_EQ(answered(answer("302 Found", "Location: /login\r\n")).failure.fault, Fault::protocol);
}

TEST(WebSocket, SaysNothingSecret) {
  for (const auto& heard :
       {answered("garbage\r\n\r\n"), answered(answer("400 Bad Request")), closed_with(closing(1008))}) {
    EXPECT_EQ(heard.failure.what.find("secret"), std::string::npos) << heard.failure.what;
  }
}

TEST(WebSocket, AHeaderWithALineBreakIsNotSent) {
  WebSocketOptions options;
  options.headers = {{"X", "a\r\nEvil: b"}};
  EXPECT_EQ(answered("", options).failure.fault, Fault::fatal);
}

TEST(WebSocket, GoesOverTls) {
  asio::io_context io;
  const Authority authority;
  auto tls = authority.server("DNS:localhost");
  ClientOptions options;
  options.ca_file = authority.file();
  const auto client = std::move(*Client::make(options));
  const NastyServer server(
      io,
      [](Peer& peer, int) -> asio::awaitable<void> {
        co_await peer.upgrade();
        co_await peer.frame(kText, "one");
        co_await peer.frame(kText, std::string(100'000, 'x'));
        co_await peer.frame(kClose, closing(1000));
        co_await peer.until_gone();
      },
      &tls);
  const auto heard = run(io, listened(client, server.url("wss", "/", "localhost"), {}));
  EXPECT_EQ(heard.messages.size(), 2u);
  EXPECT_EQ(heard.failure.status, 1000u);
}

TEST(WebSocket, WritesPongsAndCloses) {
  asio::io_context io;
  const auto client = plain_client();
  std::vector<Peer::Frame> frames;
  const NastyServer server(io, [&](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    for (int i = 0; i < 3; ++i) frames.push_back(co_await peer.heard());
    co_await peer.frame(kClose, closing(1000));
    co_await peer.until_gone();
  });
  const auto talk = [&]() -> asio::awaitable<bool> {
    auto opened = co_await WebSocket::connect(client, server.url("ws"), {});
    auto& socket = std::get<WebSocket>(opened);
    const auto wrong = co_await socket.write("{\"type\":\"options_update\"}");
    co_await socket.pong();
    co_await socket.close();
    co_await socket.close();
    co_return !wrong;
  };
  EXPECT_TRUE(run(io, talk()));
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0].payload, "{\"type\":\"options_update\"}");
  EXPECT_EQ(frames[1].opcode, kPong);
  EXPECT_EQ(frames[2].opcode, kClose);
}

TEST(WebSocket, ClosesWhileAReadWaits) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, [](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.heard();
    co_await peer.frame(kClose, closing(1000));
    co_await peer.until_gone();
  });
  const auto talk = [&]() -> asio::awaitable<bool> {
    auto opened = co_await WebSocket::connect(client, server.url("ws"), {});
    auto& socket = std::get<WebSocket>(opened);
    const auto got = co_await (socket.read() && socket.close());
    co_return std::holds_alternative<Failure>(got);
  };
  EXPECT_TRUE(run(io, talk()));
}

TEST(WebSocket, AWriteToAServerThatDoesNotReadEndsByTheDeadline) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, [](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.stall();
  });
  const auto talk = [&]() -> asio::awaitable<Failure> {
    auto opened = co_await WebSocket::connect(client, server.url("ws"), with_idle(milliseconds(50)));
    auto& socket = std::get<WebSocket>(opened);
    for (;;) {
      auto failure = co_await socket.write(std::string(1 << 20, 'x'));
      if (failure) co_return *failure;
    }
  };
  EXPECT_EQ(run(io, talk()).fault, Fault::network);
}

TEST(WebSocket, CountsWhatItReceives) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, [](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.frame(kText, "12345");
    co_await peer.frame(kText, "67");
    co_await peer.until_gone();
  });
  const auto talk = [&]() -> asio::awaitable<std::uint64_t> {
    auto opened = co_await WebSocket::connect(client, server.url("ws"), {});
    auto& socket = std::get<WebSocket>(opened);
    co_await socket.read();
    co_await socket.read();
    co_return socket.bytes_received();
  };
  EXPECT_EQ(run(io, talk()), 7u);
}

TEST(WebSocket, AHandshakeDiesOfCancellation) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, [](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.stall();
  });
  EXPECT_TRUE(dies_of_cancellation(io, server, listened_in_vain(client, server.url("ws"))));
}

TEST(WebSocket, AReadDiesOfCancellation) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, [](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.stall();
  });
  EXPECT_TRUE(dies_of_cancellation(io, server, listened_in_vain(client, server.url("ws"))));
}

TEST(WebSocket, AReadLosesARace) {
  asio::io_context io;
  const auto client = plain_client();
  const NastyServer server(io, [](Peer& peer, int) -> asio::awaitable<void> {
    co_await peer.upgrade();
    co_await peer.stall();
  });
  const auto race = [&]() -> asio::awaitable<bool> {
    auto opened = co_await WebSocket::connect(client, server.url("ws"), {});
    auto& socket = std::get<WebSocket>(opened);
    asio::steady_timer timer(co_await asio::this_coro::executor, milliseconds(20));
    const auto first = co_await (socket.read() || timer.async_wait(asio::use_awaitable));
    co_return std::holds_alternative<std::monostate>(first);  // of Message, Failure and the timer
  };
  EXPECT_TRUE(run(io, race()));
}

}  // namespace
}  // namespace outcry::net
