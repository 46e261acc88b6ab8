// What a run says of its sinks while it goes on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/time.h"
#include "outputs/delivery/courier.h"

namespace outcry::app {

/// Says that a sink has been in trouble for a while and why, when that is over, and what it has refused for good. What
/// mends itself at once is not said, and a reason that changes all the time is not said each time.
class SinkNews {
 public:
  static constexpr std::chrono::seconds kLasting{10};
  static constexpr std::chrono::minutes kAgain{10};

  /// Lines without an end, in the order of the sinks; `now`: of the clock of the world.
  std::vector<std::string> of(const std::vector<outputs::delivery::SinkReport>& reports, EventTime now);

 private:
  struct Known {
    EventTime troubled_since{};  ///< 1970 = all is well
    EventTime said_at{};         ///< 1970 = not said yet
    std::string said;
    std::uint64_t refused = 0;
  };
  static std::string news_of(const outputs::delivery::SinkReport& sink, Known& known, EventTime now);

  std::map<std::string, Known> known_;
};

}  // namespace outcry::app
