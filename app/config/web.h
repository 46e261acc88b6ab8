// The table [web]: where the page is served, and to whom.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/config/paths.h"
#include "model/error.h"

namespace outcry::app {

class TableReader;

/// Where the page is when nothing else is said.
inline constexpr const char* kWebListen = "127.0.0.1:8077";

struct WebOptions {
  std::string listen = kWebListen;  ///< an address and a port, or "none"
  std::string token;                ///< "" = whoever reaches the port may look; must not be beyond loopback
  std::vector<std::string> names;   ///< what else this host may be called
  std::string public_url;           ///< where people reach it, "https://status.example.org"; "" = as who asks calls it
  friend bool operator==(const WebOptions&, const WebOptions&) = default;
};

/// Nothing for "none". Errors: Errc::invalid_argument.
Result<std::optional<boost::asio::ip::tcp::endpoint>> web_endpoint(const std::string& listen);

/// Why the page cannot be served there with this token, a sentence with what would be right; "" = it can.
std::string why_not_served(const std::string& listen, const std::string& token);

/// Why people cannot reach the page there, and what would be right; "" = they can. `url` is brought to the form
/// "https://host" or "https://host:port".
std::string why_no_public_url(std::string& url);

/// What the server may be called: `names` and the host of `public_url`.
std::vector<std::string> names_of(const WebOptions& web);

WebOptions read_web(TableReader& table, const std::string& folder, const Environment& environment);

}  // namespace outcry::app
