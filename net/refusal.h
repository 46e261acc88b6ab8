// What a status that is no success means for the next try.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "net/wire.h"

namespace outcry::net {

/// An answer as far as its Failure depends on it.
struct Refusal {
  std::string_view who;  ///< the host, for the sentence
  unsigned status = 0;
  std::string_view retry_after;         ///< header Retry-After
  std::string_view x_rate_limit_reset;  ///< X
  std::string_view x_ratelimit_reset;   ///< Reddit, Mastodon
  std::string_view body;
};

/// 429, X's old 420, and 503 with a wait: throttled. Other 5xx, and of 4xx those that a moment may cure (408, 409,
/// 421, 425): server. All other 4xx: fatal. 1xx to 3xx, where an answer to the question was due: protocol.
Fault fault_of(unsigned status, bool asked_to_wait);

/// The reset headers count only where the answer says that a limit was hit (429, 420).
Failure failure_of(const Refusal& refusal, std::chrono::system_clock::time_point now);

Failure failure(Fault fault, std::string what);
/// "who: what".
Failure failure(Fault fault, std::string_view who, std::string_view what);

/// What the other side wrote, fit for a sentence: printable ASCII, all else a question mark.
std::string shown(std::string_view text);

}  // namespace outcry::net
