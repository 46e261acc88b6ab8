// One connection of a server, from its first byte to its last. For the insides of net/.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "net/body.h"
#include "net/server.h"

namespace outcry::net {

namespace beast = boost::beast;

/// What a server knows of a connection.
struct ServerConnection {
  enum class Phase : std::uint8_t {
    waiting,    ///< for bytes of the client
    working,    ///< the handler runs, or an answer is written
    streaming,  ///< an answer without an end
    leaving,    ///< called off
  };
  void enter(Phase next) {
    phase = next;
    since = std::chrono::steady_clock::now();
  }
  /// Ends its coroutine, soon.
  void call_off() {
    phase = Phase::leaving;
    cancel.emit(asio::cancellation_type::terminal);
  }

  asio::cancellation_signal cancel;
  std::chrono::steady_clock::time_point since;
  Phase phase = Phase::waiting;
};

/// Shared by a server and its connections, so that none of them is left without it.
struct Server::State {
  State(const asio::any_io_executor& executor_in, ServerOptions options_in, Admit admit_in, Handler handler_in)
      : executor(executor_in),
        options(std::move(options_in)),
        admit(std::move(admit_in)),
        handler(std::move(handler_in)),
        acceptor(executor),
        ended(executor) {}

  /// Whether one more may come. Calls off the connection that has kept us waiting longest, if need be.
  bool make_room();

  asio::any_io_executor executor;
  ServerOptions options;
  Admit admit;
  Handler handler;
  asio::ip::tcp::acceptor acceptor;
  asio::steady_timer ended;  ///< cancelled when the last connection ends
  std::list<std::shared_ptr<ServerConnection>> connections;
  ServerCounters counters;
  std::size_t held = 0;  ///< bytes of bodies
  bool stopping = false;
};

/// Lives in the frame of its coroutine.
class Session {
 public:
  Session(std::shared_ptr<Server::State> state, std::shared_ptr<ServerConnection> connection,
          asio::ip::tcp::socket socket);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { release(); }

  asio::awaitable<void> run();

 private:
  using Phase = ServerConnection::Phase;
  using Parser = beast::http::request_parser<beast::http::buffer_body>;
  class Pieces;
  class Messages;

  asio::awaitable<bool> exchange();
  asio::awaitable<bool> begun();
  asio::awaitable<bool> read_head();
  bool holds_head() const;
  asio::awaitable<bool> unreadable(beast::error_code error);
  asio::awaitable<bool> judged(ServerRequest request);
  asio::awaitable<bool> admitted(ServerRequest request, std::size_t max_body_bytes);
  asio::awaitable<bool> read_body(ServerRequest& request, BodyDecoder& decoder, std::size_t most);
  asio::awaitable<bool> handled(ServerRequest request);
  asio::awaitable<bool> refuse(ServerResponse response);
  asio::awaitable<bool> send(const ServerResponse& response, bool keep_alive);
  asio::awaitable<bool> send_stream(const ServerResponse& response, bool chunked);
  asio::awaitable<bool> send_messages(const ServerResponse& response);
  asio::awaitable<bool> write(std::string_view head, std::string_view body);
  asio::awaitable<void> linger();

  std::optional<ServerResponse> take(ServerRequest& request, BodyDecoder& decoder, std::string_view piece,
                                     std::size_t most);
  bool hold(std::size_t bytes);
  void release();
  bool keeps() const;

  std::shared_ptr<Server::State> state_;
  std::shared_ptr<ServerConnection> connection_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::string peer_;
  std::size_t held_ = 0;
  bool first_ = true;
  bool head_only_ = false;
  bool packed_ = false;
  bool closes_ = false;  ///< no request behind this one can be trusted
  bool lingers_ = false;
  bool stalled_ = false;  ///< the last answer, or piece of one, was not taken in time
};

}  // namespace outcry::net
