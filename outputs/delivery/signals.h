// What was counted, window by window, for who wants to judge by himself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/time.h"
#include "outputs/history.h"

namespace outcry::outputs::delivery {

/// One service in one window.
struct Signal {
  std::string service;  ///< slug
  EventTime begin;      ///< of the window
  EventTime end;
  std::uint32_t reporters = 0;
  EventTime level_at{};            ///< what follows was so at the end of the window that ended then; 1970 = not known
  float expected = 0;              ///< reporters in a window
  float excess = 0;                ///< variance is expected + excess expected^2
  float false_alarms_per_day = 0;  ///< how often chance alone brings the chart as far; infinite = always
};

struct Signals {
  EventTime until;  ///< all windows that begin before it are told
  std::vector<Signal> signals;
};

/// Reads a store that another writes. One thread.
class SignalReader {
 public:
  /// Time that is read at once.
  static constexpr std::chrono::minutes kMost{60};

  explicit SignalReader(std::string store) : store_(std::move(store)) {}
  /// Of windows that begin at `from` or later, as far as they are closed, in order; services that nobody reported in a
  /// window are not among its signals. From 1970 on: none, and `until` is where windows are closed now. Levels are
  /// those of the window where the store has them, else the last ones before it. Errors: those of History::open, io.
  Result<Signals> read(EventTime from);

 private:
  std::string store_;
  std::optional<History> history_;
};

}  // namespace outcry::outputs::delivery
