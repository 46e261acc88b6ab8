// A byte stream to a host: plain or TLS, straight or through a proxy. For the insides of net/.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "net/client.h"
#include "net/url.h"
#include "net/wire.h"

namespace outcry::net {

namespace beast = boost::beast;

using Deadline = std::chrono::steady_clock::time_point;

struct Client::Impl {
  ClientOptions options;
  mutable asio::ssl::context tls;  ///< OpenSSL counts references in it; nothing else changes
  std::optional<Url> proxy_http;
  std::optional<Url> proxy_https;

  /// The proxy on the way to `url`; nullptr = none.
  const Url* proxy_of(const Url& url) const;
};

/// Plain or TLS behind one type, so that Beast's templates are made once. An AsyncStream; what waits on it obeys the
/// deadline set by `tcp().expires_at` (TLS and all) and cancellation.
class Stream {
 public:
  using executor_type = beast::tcp_stream::executor_type;
  explicit Stream(beast::tcp_stream plain) : stream_(std::move(plain)) {}
  explicit Stream(beast::ssl_stream<beast::tcp_stream> tls) : stream_(std::move(tls)) {}

  executor_type get_executor() { return tcp().get_executor(); }
  beast::tcp_stream& tcp();
  /// False once the other side has closed, or said something unasked.
  bool quiet();

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(beast::error_code, std::size_t)>(
        [this](auto handler, const Buffers& into) {
          std::visit([&](auto& stream) { stream.async_read_some(into, std::move(handler)); }, stream_);
        },
        token, buffers);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(beast::error_code, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          std::visit([&](auto& stream) { stream.async_write_some(from, std::move(handler)); }, stream_);
        },
        token, buffers);
  }

 private:
  std::variant<beast::tcp_stream, beast::ssl_stream<beast::tcp_stream>> stream_;
};

/// Beast's hooks, found by the type. A WebSocket has exchanged its close frames when it tears down: nothing is left to
/// wait for, and a server that does not close its side must not hold us.
void beast_close_socket(Stream& stream);
void teardown(beast::role_type role, Stream& stream, beast::error_code& error);
template <class Handler>
void async_teardown(beast::role_type role, Stream& stream, Handler&& handler) {
  beast::error_code error;
  teardown(role, stream, error);
  asio::post(stream.get_executor(), beast::bind_front_handler(std::forward<Handler>(handler), error));
}

/// Name, connection (each address gets its share of the time), proxy, TLS; until `deadline`. The stream comes without
/// a deadline set. Through a proxy, plain HTTP is not tunnelled: its requests must name the whole address.
asio::awaitable<std::variant<Stream, Failure>> connect(const Client& client, const Url& url, Deadline deadline);

/// "host: what (reason)"; Fault::network, or Fault::protocol where the bytes received are at fault.
Failure broken(const Url& url, std::string_view what, const beast::error_code& error);

/// "host:port", the port always.
std::string host_and_port(const Url& url);

/// No line break or other control character that would make two headers of one, nor a name that is none.
bool sound(const std::vector<std::pair<std::string, std::string>>& headers);

}  // namespace outcry::net
