// Events of incidents, counted as they come by.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "model/incident.h"

namespace outcry::outputs::web {

/// Seconds from the estimated onset of an incident to the window that told it, of every `opened` event.
struct DelayTally {
  static constexpr std::array<double, 9> kBounds{60, 120, 180, 300, 600, 900, 1800, 3600, 7200};  ///< s, inclusive
  std::array<std::uint64_t, kBounds.size()> up_to{};  ///< not more than this bound, and more than the one before
  std::uint64_t count = 0;
  double sum = 0;  ///< s
};

class EventTally {
 public:
  static constexpr std::size_t kTypes = static_cast<std::size_t>(EventType::merged) + 1;

  /// A line of the log; what is no event of an incident is not counted.
  void take(std::string_view event_line);
  std::uint64_t of(EventType type) const { return by_type_[static_cast<std::size_t>(type)]; }
  const DelayTally& delay() const { return delay_; }

 private:
  std::array<std::uint64_t, kTypes> by_type_{};
  DelayTally delay_;
};

}  // namespace outcry::outputs::web
