// How long something outside may take, by the steady clock.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace outcry::net {

using Moment = std::chrono::steady_clock::time_point;

inline Moment steady_now() { return std::chrono::steady_clock::now(); }

class Deadline {
 public:
  /// Always over.
  Deadline() = default;
  /// From now on.
  explicit Deadline(std::chrono::steady_clock::duration span) : at_(steady_now() + span) {}
  bool is_over() const { return steady_now() > at_; }

 private:
  Moment at_ = Moment::min();
};

}  // namespace outcry::net
