// Who may ask, and who may write.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "net/server.h"

namespace outcry::outputs::web {

/// Looks at the head of a request. With a token every address but /livez and /readyz wants it, as `Authorization:
/// Bearer` or as the password of Basic (which a browser asks for); without one everybody who reaches the port may read,
/// which is why there must be one beyond loopback. What writes carries `X-Outcry: 1`, which no foreign page can send
/// unasked.
class Guard {
 public:
  static constexpr std::size_t kMostBody = 16 << 10;  ///< bytes

  explicit Guard(std::string token) : token_(std::move(token)) {}
  net::Server::Admission admit(const net::ServerRequest& head) const;

 private:
  bool knows(std::string_view authorization) const;
  std::string token_;
};

}  // namespace outcry::outputs::web
