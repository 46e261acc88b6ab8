// How fast an instance may be asked: by what it says of its limit, else at a pace of our own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "net/http.h"

namespace outcry::ingest::mastodon {

/// Mastodon allows 300 requests in 5 minutes, to an address and to an account. While two thirds are left there is no
/// wait; then what is left is spread over the time until the limit is renewed.
class Allowance {
 public:
  explicit Allowance(std::chrono::milliseconds pace) : pace_(pace) {}
  /// X-RateLimit-Limit, -Remaining, -Reset; an answer without them leaves the pace.
  void note(const net::HttpAnswer& answer, std::chrono::system_clock::time_point now);
  /// Before the next request; at most the longest that a server may ask for (15 minutes).
  std::chrono::milliseconds wait() const { return wait_; }

 private:
  std::chrono::milliseconds pace_;
  std::chrono::milliseconds wait_{0};  ///< the first request goes at once
};

}  // namespace outcry::ingest::mastodon
