// An HTTP server that strangers may talk to: bounded in connections, sizes and times; bodies whole, answers whole or as
// a stream.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "net/http.h"
#include "net/wire.h"

namespace outcry::net {

/// "127.0.0.1:8078", "[::1]:0", "localhost:8078" (of which 127.0.0.1 is taken), "0.0.0.0:80". Port 0: any free one.
/// Errors: Errc::invalid_argument.
Result<asio::ip::tcp::endpoint> parse_listen(std::string_view text);
/// The same way round.
std::string host_and_port(const asio::ip::tcp::endpoint& endpoint);

struct ServerRequest {
  std::string method;
  std::string path;   ///< as it was sent, without the query; begins with "/", or is "*"
  std::string query;  ///< behind the "?", "" = none
  Headers headers;
  std::string body;    ///< unpacked
  std::string packed;  ///< as it came, where that is something else; else ""
  std::string peer;    ///< address of the client
  /// Without case; the first of several; "" = absent.
  std::string_view header(std::string_view name) const;
  /// The body as it came, which is what signatures are of.
  std::string_view received() const { return packed.empty() ? body : packed; }
};

/// Where a streamed answer goes.
class ResponseStream {
 public:
  virtual ~ResponseStream() = default;
  /// Suspends until the client has taken it; false when it has gone or takes nothing for ServerOptions::write.
  virtual asio::awaitable<bool> write(std::string_view piece) = 0;
  /// `write` said false because the client takes nothing, not because it has gone.
  virtual bool stalled() const = 0;
};

struct ServerResponse {
  ServerResponse() = default;
  unsigned status = 200;
  Headers headers;  ///< without those that the server writes: Connection, Content-Length, Transfer-Encoding, Date
  std::string body;
  /// In place of `body`, piece by piece and without an end in sight; returns when it is over, soon after `write` said
  /// false. Called off when the server stops.
  std::function<asio::awaitable<void>(ResponseStream&)> stream;
  /// The stream goes by WebSocket (RFC 6455), a piece as a text message; for requests that `asks_for_messages`. What
  /// the client says is passed over, within 4 KiB a message; its silence is asked for a sign of life.
  bool as_messages = false;
};

/// Whether a request wants to go on as a WebSocket.
bool asks_for_messages(const ServerRequest& request);

/// RFC 9457. `detail`: a sentence for whoever asked; printable ASCII.
ServerResponse problem(unsigned status, std::string_view detail);

struct ServerOptions {
  asio::ip::tcp::endpoint endpoint{asio::ip::address_v4::loopback(), 0};
  /// What a request may call this host, beside localhost, 127.0.0.1, [::1] and its own address. Looked at on loopback
  /// only, against pages that let their name point here (DNS rebinding).
  std::vector<std::string> names;
  std::size_t max_connections = 512;
  std::size_t max_header_bytes = 16 << 10;
  std::size_t max_held_bytes = 32 << 20;  ///< of all bodies that are being read; more: 503
  std::chrono::milliseconds header{
      10'000};                             ///< from its first byte (of a new connection: from the beginning) to its end
  std::chrono::milliseconds body{30'000};  ///< from the end of the header to that of the body
  std::chrono::milliseconds idle{60'000};  ///< between two requests
  std::chrono::milliseconds write{30'000};  ///< for an answer, or a piece of a stream; for a WebSocket's sign of life
  std::chrono::milliseconds grace{1'500};   ///< for answers under way when it stops
};

/// Running sums; never go down.
struct ServerCounters {
  std::uint64_t connections = 0;
  std::uint64_t turned_away = 0;  ///< connections beyond the limit
  std::uint64_t crowded_out = 0;  ///< connections that said nothing for longest, when another one came
  std::uint64_t requests = 0;     ///< that reached the handler
  std::uint64_t refused = 0;      ///< that did not: unreadable, too large, too slow, not admitted
  std::uint64_t failed = 0;       ///< whose handler threw
};

/// Keep-alive and pipelining (answered in order), Expect: 100-continue, chunked and compressed request bodies, HEAD.
/// When all connections are taken, the one that has kept us waiting longest makes room; 503 when all are busy.
/// Runs on one loop; no locks. Legal order: open serve; lives until `serve` has ended.
class Server {
 public:
  /// What the head of a request is answered before its body is read.
  struct Admission {
    Admission() = default;
    std::optional<ServerResponse> refusal;
    std::size_t max_body_bytes = 1 << 20;  ///< as it came, and again unpacked
  };
  using Admit = std::function<Admission(const ServerRequest& head)>;
  /// HEAD is asked as such; its body is not sent. What throws is answered with 500.
  using Handler = std::function<asio::awaitable<ServerResponse>(ServerRequest request)>;

  Server(const asio::any_io_executor& executor, ServerOptions options, Admit admit, Handler handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Begins to listen. A Failure (server) when the address is taken or is not ours.
  std::optional<Failure> open();
  /// Until it is cancelled or `stop` is called; then takes nobody new, lets answers under way finish for `grace`, cuts
  /// the rest, and ends when no coroutine of it is left.
  asio::awaitable<void> serve();
  void stop();

  asio::ip::tcp::endpoint endpoint() const;  ///< where it listens
  std::size_t connections() const;           ///< now
  const ServerCounters& counters() const;

  struct State;  // session.h

 private:
  asio::awaitable<void> accept();
  asio::awaitable<void> wind_down();
  void welcome(asio::ip::tcp::socket socket);

  std::shared_ptr<State> state_;
};

}  // namespace outcry::net
