// From a name to addresses, within a deadline even where the system's resolver hangs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "net/wire.h"

namespace outcry::net {

/// Addresses in the order in which they are to be tried, or why there is none.
using Found = std::pair<boost::system::error_code, std::vector<asio::ip::address>>;

/// Blocks.
using Resolve = std::function<Found(const std::string& host)>;

/// The system's: getaddrinfo(3), in the order of RFC 6724.
Found resolve_host(const std::string& host);

/// A literal address is itself. A name is looked up on a thread of its own that nobody waits for beyond `deadline`
/// (then: asio::error::timed_out), cancellation or the end of the loop: getaddrinfo cannot be called off, and asks
/// servers that say nothing for half a minute. `resolve` may be called later than this ends: it owns what it uses.
asio::awaitable<Found> look_up(std::string host, std::chrono::steady_clock::time_point deadline,
                               Resolve resolve = resolve_host);

}  // namespace outcry::net
