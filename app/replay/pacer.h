// A replay at a pace that people can watch: so many seconds of the archive in each second.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "app/replay/resumable.h"
#include "model/time.h"

namespace outcry::app {

struct Pace {
  double speed = 0;                   ///< seconds of the archive in a second; 0 = as fast as it goes
  EventTime from = EventTime::min();  ///< what lies before goes as fast as it goes
  std::chrono::seconds step{60};      ///< posts are given in portions of so much time
};

/// Says how long to wait. Does not wait itself, and reads no clock.
class Pacer {
 public:
  explicit Pacer(Pace pace) : pace_(pace) {}

  const Pace& pace() const { return pace_; }
  /// Whether posts of this time are given at a pace.
  bool holds(EventTime time) const { return pace_.speed > 0 && time >= pace_.from; }
  /// How long to wait from `now` on before the archive may reach `time`; <= 0 = it may.
  std::chrono::microseconds wait(EventTime time, std::chrono::steady_clock::time_point now);

 private:
  Pace pace_;
  std::optional<EventTime> first_;
  std::chrono::steady_clock::time_point began_;
};

/// Cuts a piece into portions in which no post is later than the end of the step in which the first of it lies.
/// `on_portion(Piece, EventTime)`: its newest time; returning false ends it.
void each_portion(const Piece& piece, std::chrono::seconds step,
                  const std::function<bool(const Piece& portion, EventTime newest)>& on_portion);

}  // namespace outcry::app
