// Addresses of the wire: http, https, ws, wss.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace outcry::net {

/// An address in its parts. No user or password in it: such an address is refused, as secrets do not belong there.
struct Url {
  bool tls = false;        ///< https, wss
  bool websocket = false;  ///< ws, wss
  std::string host;        ///< name or address; of IPv6 without brackets
  std::uint16_t port = 0;  ///< given, or the scheme's own
  std::string target;      ///< path and query, at least "/"; no fragment

  /// "host:port" as in the Host header: without the scheme's own port, IPv6 in brackets.
  std::string authority() const;
  /// "https://host/path" without the query, for messages.
  std::string shown() const;
};

/// Errors: Errc::invalid_argument.
Result<Url> parse_url(std::string_view text);
/// A reference ("/a", "b", "?c", "//host/d", "https://...") seen from `base`, as in RFC 3986 section 5.
Result<Url> resolve(const Url& base, std::string_view reference);
/// Of addresses that were judged when they were read; any other is a mistake of the program: std::out_of_range.
Url judged(std::string_view text);
std::vector<Url> judged(const std::vector<std::string>& texts);
/// Bytes that are no unreserved characters as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace outcry::net
