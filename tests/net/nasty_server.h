// A server that misbehaves by script: on loopback, on a port of its own, in the io_context of the test.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/client.h"
#include "net/url.h"

namespace outcry::net {

/// One accepted connection. Writes and reads throw when the client has gone: the script ends there.
class Peer {
 public:
  Peer(asio::ip::tcp::socket socket, asio::ssl::context* tls);

  asio::awaitable<void> secure();  ///< the TLS handshake; at once when the server has a context
  asio::awaitable<void> secure_with(asio::ssl::context& tls);  ///< later, as behind a proxy
  asio::awaitable<std::string> request();                      ///< head and, if it says its length, body
  asio::awaitable<std::string> line();                         ///< up to its end, "\r\n", which is left out
  asio::awaitable<void> send(std::string bytes);
  asio::awaitable<void> drip(std::string bytes);  ///< byte by byte
  asio::awaitable<void> stall();                  ///< for ever
  asio::awaitable<void> until_gone();             ///< reads on until the client closes
  void cut();                                     ///< FIN
  void reset();                                   ///< RST

  asio::awaitable<std::string> upgrade();  ///< a correct WebSocket handshake; gives the request
  asio::awaitable<void> frame(int opcode, std::string payload, bool last = true);
  struct Frame {
    int opcode = 0;
    bool masked = false;
    std::string payload;
  };
  asio::awaitable<Frame> heard();  ///< the client's next frame

  bool stalled() const { return stalled_; }

 private:
  asio::awaitable<std::string> exactly(std::size_t size);
  asio::awaitable<void> fill();
  asio::ip::tcp::socket socket_;
  asio::ssl::context* context_;
  std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
  std::string read_;
  bool stalled_ = false;
};

inline constexpr int kContinuation = 0;
inline constexpr int kText = 1;
inline constexpr int kBinary = 2;
inline constexpr int kClose = 8;
inline constexpr int kPing = 9;
inline constexpr int kPong = 10;

/// Payload of a close frame.
std::string closing(std::uint16_t code, const std::string& reason = "");
/// "HTTP/1.1 200 OK" with headers ("A: b\r\n"), the length of the body, and the body.
std::string answer(const std::string& status, const std::string& headers = "", const std::string& body = "");
/// What the client must hear in the handshake.
std::string accept_of(const std::string& request);

/// Runs the script for each connection, which it numbers from 0.
class NastyServer {
 public:
  using Script = std::function<asio::awaitable<void>(Peer&, int)>;
  NastyServer(asio::io_context& io, Script script, asio::ssl::context* tls = nullptr);
  NastyServer(const NastyServer&) = delete;
  NastyServer& operator=(const NastyServer&) = delete;
  ~NastyServer();

  std::uint16_t port() const;
  int connections() const;
  bool stalled() const;  ///< some connection stalls
  Url url(const std::string& scheme, const std::string& target = "/", const std::string& host = "127.0.0.1") const;

 private:
  struct State;
  static asio::awaitable<void> accept(std::shared_ptr<State> state);
  static asio::awaitable<void> serve(std::shared_ptr<State> state, std::shared_ptr<Peer> peer, int number);
  std::shared_ptr<State> state_;
};

/// Runs a coroutine to its end in `io`, and hands out its result; throws when it hangs.
void run_to_end(asio::io_context& io, asio::awaitable<void> work);

template <class T>
T run(asio::io_context& io, asio::awaitable<T> work) {
  std::optional<T> out;
  const auto keeping = [&](asio::awaitable<T> inner) -> asio::awaitable<void> {
    out.emplace(co_await std::move(inner));
  };
  run_to_end(io, keeping(std::move(work)));
  return std::move(*out);
}

/// Starts a coroutine, waits until the server stalls, cancels; true when it then ended.
bool dies_of_cancellation(asio::io_context& io, const NastyServer& server, asio::awaitable<void> work);

inline Client plain_client() { return std::move(*Client::make({})); }

}  // namespace outcry::net
