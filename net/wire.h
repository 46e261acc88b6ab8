// Words of the wire: how coroutines wait, and what a connection or an answer can fail of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outcry::net {

namespace asio = boost::asio;

/// The one completion token: errors as values. What is called off by cancellation ends with an exception
/// (operation_aborted) or a Failure, soon. Beware: `||` flattens variants, so that `socket.read() || timer` gives
/// variant<Message, Failure, monostate>; and no `co_await` inside `?:`, where g++ 12 destroys the result twice.
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// Whose fault it was that something did not work: what decides how long to wait before the next try.
enum class Fault : std::uint8_t {
  network,    ///< no route, refused, reset, cut, a deadline, TLS that broke off
  server,     ///< 5xx, or a close that says so
  throttled,  ///< 429 or 503 with Retry-After
  protocol,   ///< an answer that is none: no HTTP, no WebSocket, a bomb, a redirect in circles
  fatal,      ///< 400, 401, 403, 404, 410, a certificate that is not the host's: the same question gets the same answer
};
std::string_view name(Fault fault);

/// Why something on the wire did not work. `what` is a sentence for the operator; never a secret (no query, no header).
struct Failure {
  Fault fault = Fault::network;
  std::string what;
  unsigned status = 0;                              ///< HTTP status, 0 = none came
  std::optional<std::chrono::seconds> retry_after;  ///< as the server asked
  std::string body;                                 ///< of a refusal, its first 4 KiB
};

}  // namespace outcry::net
