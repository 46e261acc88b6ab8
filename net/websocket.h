// A WebSocket client: TLS, own pings, an idle time-out, messages with a bound.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "net/client.h"
#include "net/url.h"
#include "net/wire.h"

namespace outcry::net {

struct WebSocketOptions {
  std::chrono::milliseconds connect{15'000};  ///< until the handshake is over: name, connection, TLS, upgrade
  std::chrono::milliseconds idle{45'000};     ///< without a byte from the other side (a ping goes out at half of it)
  std::size_t max_message_bytes = 1 << 20;    ///< longer: Fault::protocol
  std::vector<std::pair<std::string, std::string>> headers;  ///< beside those of the handshake
};

/// One connection. Runs on one executor (no locks); one read and one write at a time, in two coroutines at will.
/// No permessage-deflate is offered: Beast's has known faults before Boost 1.90.
class WebSocket {
 public:
  /// Opens a connection. A refusal before the upgrade is a Failure with status and body.
  static asio::awaitable<std::variant<WebSocket, Failure>> connect(const Client& client, Url url,
                                                                   WebSocketOptions options);
  WebSocket(WebSocket&&) noexcept;
  WebSocket& operator=(WebSocket&&) noexcept;
  ~WebSocket();

  struct Message {
    std::string_view bytes;  ///< until the next read
    bool binary = false;
  };
  /// The next message. Cancelled, or on the losing side of `||`, a read or write takes the connection with it. The
  /// other side's close is a Failure as well (its code in `status`, its reason in `what`): 1008 and 1003 are fatal,
  /// 1013 throttled, all else network. Without a read no ping is answered, see `pong`.
  asio::awaitable<std::variant<Message, Failure>> read();
  asio::awaitable<std::optional<Failure>> write(std::string text);
  /// A pong nobody asked for: keeps the connection while its owner does not read.
  asio::awaitable<void> pong();
  /// Says goodbye and closes, within two seconds.
  asio::awaitable<void> close();
  std::uint64_t bytes_received() const;  ///< payload, as it came (compressed)

 private:
  struct Impl;
  explicit WebSocket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::net
