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
  friend bool operator==(const WebOptions&, const WebOptions&) = default;
};

/// Nothing for "none". Errors: Errc::invalid_argument.
Result<std::optional<boost::asio::ip::tcp::endpoint>> web_endpoint(const std::string& listen);

/// Why the page cannot be served there with this token, a sentence with what would be right; "" = it can.
std::string why_not_served(const std::string& listen, const std::string& token);

WebOptions read_web(TableReader& table, const std::string& folder, const Environment& environment);

}  // namespace outcry::app
