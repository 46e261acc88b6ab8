// What everybody who asks a web server again and again keeps to: conditional questions, remembered moves, patience.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/conversation.h"
#include "net/http.h"

namespace outcry::ingest {

/// By what a server tells that nothing has changed (RFC 9110 section 8.8). What could not stand in a header, or is
/// longer than 512 bytes, is not kept.
struct Validators {
  std::string etag;
  std::string last_modified;

  static Validators of(const net::HttpAnswer& answer);
  /// The same from a file, where anything may stand.
  static Validators of(std::string etag, std::string last_modified);
  friend bool operator==(const Validators&, const Validators&) = default;
};

/// One address that is asked for the same thing again and again. No I/O.
class Poll {
 public:
  explicit Poll(net::Url url, Validators validators = {}) : url_(std::move(url)), validators_(std::move(validators)) {}

  net::HttpRequest request(std::string_view accept) const;
  /// What an answer is. A permanent move is remembered as long as this lives.
  enum class Outcome : std::uint8_t { fresh, unchanged, refused };
  Outcome heard(const net::HttpAnswer& answer);
  /// The content of this answer has been taken: the next question is whether there is something newer.
  void keep(const net::HttpAnswer& answer) { validators_ = Validators::of(answer); }
  /// The next answer shall be whole.
  void forget() { validators_ = {}; }

  const net::Url& url() const { return url_; }
  const Validators& validators() const { return validators_; }

 private:
  net::Url url_;
  Validators validators_;
};

/// The pause before the next question: `every`, or until a cache on the way would ask itself (Cache-Control: max-age),
/// five minutes at most.
std::chrono::milliseconds pause_after(const net::HttpAnswer& answer, std::chrono::milliseconds every);

/// 410 ends it for good. What else is refused for good ends it when nothing was ever heard (a wrong address), and is a
/// passing mistake of the server when something was.
Conversation::Then judge_poll(const net::Failure& failure, bool heard_before);

/// A 64-bit name for what need not be told in full. The same on every machine.
std::uint64_t short_name(std::string_view text);

}  // namespace outcry::ingest
