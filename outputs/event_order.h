// The part of the sinks' contract that is the same for all: order, and the same event again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/error.h"

namespace outcry::outputs {

/// Knows the last event that a sink took. The first event may have any number; from then on each is one
/// larger than the last.
class EventOrder {
 public:
  EventOrder() = default;
  explicit EventOrder(std::uint64_t last) : last_(last) {}

  /// Whether the event is new; false when it was taken before. Errors: Errc::invalid_argument when events
  /// between the last and this one are missing, or when it has no number.
  Result<bool> is_new(std::uint64_t sequence) const {
    if (sequence == 0) return Errc::invalid_argument;
    if (sequence <= last_) return false;
    if (last_ != 0 && sequence != last_ + 1) return Errc::invalid_argument;
    return true;
  }

  /// To be called when the event has been taken.
  void taken(std::uint64_t sequence) { last_ = sequence; }
  std::uint64_t last() const { return last_; }

 private:
  std::uint64_t last_ = 0;  ///< 0 = none yet
};

}  // namespace outcry::outputs
