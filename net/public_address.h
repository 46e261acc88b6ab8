// Whether an address is one of the public internet.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/address.hpp>

namespace outcry::net {

/// False for what the special-purpose registries of IANA (RFC 6890, as of 2025) do not call globally reachable:
/// loopback, private, link-local, shared, documentation, benchmarking, multicast, reserved. An IPv4 address that is
/// carried in an IPv6 one (mapped, compatible, 6to4, NAT64) is judged as itself.
bool is_public(const boost::asio::ip::address& address);

}  // namespace outcry::net
