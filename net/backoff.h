// How long to wait before the next try: exponential with full jitter, by class of fault.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <random>

#include "net/wire.h"

namespace outcry::net {

struct BackoffOptions {
  std::chrono::milliseconds first{250};          ///< ceiling of the first wait
  std::chrono::milliseconds longest{30'000};     ///< ceiling of every later one, for network and protocol faults
  std::chrono::milliseconds server{120'000};     ///< the same for server faults, beginning with ten times `first`
  std::chrono::milliseconds throttled{900'000};  ///< the same for throttling, beginning at a minute
};

/// Ceiling doubles with each fault of a class; the wait is uniform in (0, ceiling] ("full jitter", Brooker 2015), but
/// never shorter than what the server asked for, nor than `first`/2 (no tight loop). `progress` begins anew: to be
/// called when something was really received, not when a connection stood. Fatal faults wait as throttled ones do:
/// their owner decides whether to try again at all. Deterministic by seed.
class Backoff {
 public:
  Backoff(BackoffOptions options, std::uint64_t seed);
  std::chrono::milliseconds next(const Failure& failure);
  void progress();
  unsigned failures() const { return failures_; }  ///< since the last progress

 private:
  BackoffOptions options_;
  std::mt19937_64 random_;
  unsigned failures_ = 0;
  std::array<unsigned, 5> of_class_{};  ///< the same by Fault
};

}  // namespace outcry::net
