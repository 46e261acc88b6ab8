// How long a feed may be silent before that says something of the feed and not of the world.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "model/time.h"

namespace outcry::ingest {

/// Five times the longest silence between two posts so far, a minute at least and an hour at most: a quiet night is
/// no dead feed, once one was heard.
class Silence {
 public:
  static constexpr std::chrono::seconds kLeast{60};
  static constexpr std::chrono::seconds kMost{3600};

  explicit Silence(std::chrono::seconds least = kLeast) : least_(least) {}

  void heard(EventTime time) {
    if (last_) longest_ = std::max(longest_, time - *last_);
    if (!last_ || time > *last_) last_ = time;
  }
  /// Posts between the last one and the next are missing: that silence was none.
  void interrupted() { last_.reset(); }
  std::chrono::seconds patience() const {
    return std::clamp(std::chrono::duration_cast<std::chrono::seconds>(5 * longest_), least_, kMost);
  }

 private:
  std::chrono::seconds least_;
  std::optional<EventTime> last_;
  std::chrono::microseconds longest_{0};
};

}  // namespace outcry::ingest
