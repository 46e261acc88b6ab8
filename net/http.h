// An HTTP client: keep-alive, redirects within rules, compressed bodies with a bound, deadlines.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "net/client.h"
#include "net/url.h"
#include "net/wire.h"

namespace outcry::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  Url url;
  Headers headers;
  std::string body;
  std::chrono::milliseconds deadline{30'000};  ///< for all of it, redirects included
  std::size_t max_body_bytes = 8 << 20;        ///< after decompression; larger: Fault::protocol
  int redirects = 5;                           ///< 0 = none is followed
  bool body_matters = true;  ///< false: an answer whose body is too long, damaged or cut comes without it
};

struct HttpAnswer {
  unsigned status = 0;
  Headers headers;
  std::string body;                  ///< decompressed
  Url url;                           ///< where it came from, after redirects
  bool moved = false;                ///< every redirect on the way was permanent (301, 308)
  std::uint64_t bytes_received = 0;  ///< of the body, as it came
  /// Without case; "" = absent.
  std::string_view header(std::string_view name) const;
};

/// Keeps connections alive by (scheme, host, port), at most two of each, for a minute. One executor; no locks.
/// Redirects: GET and HEAD only (303 turns POST into GET); never from https to http; Authorization and Cookie are not
/// taken to another host (nor another port, but for 80 to 443). A kept connection that turns out dead is tried once
/// more anew when the request is idempotent.
class Http {
 public:
  explicit Http(const Client& client);  ///< outlives this
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  /// Every answer with a status, refusals and redirects that were not followed included, is an HttpAnswer; Failure is
  /// what got none. A refusal (from 400 up) whose body breaks off comes without it; any other such answer is a Failure.
  asio::awaitable<std::variant<HttpAnswer, Failure>> fetch(HttpRequest request);

  /// The body as it comes, for streams without end (server-sent events, newline-delimited JSON): `on_data` gets each
  /// piece (at most 64 KiB) and may suspend (back-pressure reaches the sender); returning false ends the stream.
  /// Without a byte for `idle` the stream is a Failure; `deadline` holds until the head of the answer. An answer other
  /// than 200 is a Failure with status and body.
  using OnData = std::function<asio::awaitable<bool>(std::string_view)>;
  asio::awaitable<Failure> stream(HttpRequest request, std::chrono::milliseconds idle, OnData on_data);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The failure that an answer means (status >= 400, or a redirect that was not followed), with Retry-After and the
/// reset headers of X and Reddit read. Nothing for 2xx and 304.
std::optional<Failure> failure_of(const HttpAnswer& answer, std::chrono::system_clock::time_point now);

/// How many requests the server still allows until its limit is renewed: X-RateLimit-Remaining (Mastodon; Reddit, with
/// a fraction) or x-rate-limit-remaining (X). Nothing when it does not say.
std::optional<std::uint64_t> requests_left(const HttpAnswer& answer);

}  // namespace outcry::net
