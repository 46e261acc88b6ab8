// When two posts are one text: keys that copies and templates share and honest short reports do not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/catalog.h"
#include "model/time.h"

namespace outcry::detect {

/// The text in lower case (ASCII) without links, @handles, digits and punctuation, one space between words.
std::string normalised(std::string_view text);

/// Keys under which a post counts as a copy of another. Empty for a text of fewer than 8 words without
/// link and tag: "xbox live is down" is written by eight people.
///   - the whole normalised text, from 8 words on;
///   - each run of 10 words of it (a template with a changed beginning), the first 64 of them;
///   - its links together with its hashtags, when it has both.
/// In scripts without spaces two characters pass for a word.
std::vector<std::uint64_t> copy_keys(std::string_view text);

/// One key for a key (or an author) and a service.
inline std::uint64_t of_service(std::uint64_t key, ServiceId service) {
  return (key ^ (static_cast<std::uint64_t>(service) + 1) * 0x9e3779b97f4a7c15U) * 0xff51afd7ed558ccdU;
}

/// When each key last came with evidence against each service.
/// A post is a copy when one of its keys has come `cap` times in the `memory` before, whether those counted or not; so
/// what must be remembered never reaches further back than that, and a text that is sent on and on counts `cap` times
/// in all.
class CopyMemory {
 public:
  CopyMemory(std::uint32_t cap, std::chrono::seconds memory) : cap_(cap), memory_(memory) {}
  /// Times must not run backwards. The first of the keys under which the post is a copy, if any.
  std::optional<std::uint64_t> refuse(const std::vector<std::uint64_t>& keys, ServiceId service, EventTime time);
  void forget_before(EventTime now);

 private:
  /// The last `cap` times, the oldest at `oldest` once there are so many.
  struct Seen {
    std::vector<EventTime> times;
    std::size_t oldest = 0;
    EventTime newest{};
  };
  bool full(Seen& seen, EventTime time) const;

  std::uint32_t cap_;
  std::chrono::microseconds memory_;
  std::unordered_map<std::uint64_t, Seen> seen_;
  EventTime swept_{};
};

}  // namespace outcry::detect
