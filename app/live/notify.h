// A word to the service manager: ready, still alive, what is going on, stopping.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "app/config/paths.h"

namespace outcry::app {

/// Speaks the protocol of sd_notify(3) to $NOTIFY_SOCKET; does nothing where there is none. Never blocks.
class ServiceManager {
 public:
  explicit ServiceManager(const Environment& environment);
  /// Lines as in sd_notify(3): "READY=1\nSTATUS=...". False when nobody heard it.
  bool tell(const std::string& lines) const;
  /// Half of $WATCHDOG_USEC, when this process is watched.
  std::optional<std::chrono::microseconds> watchdog() const { return watchdog_; }

 private:
  std::string socket_;
  std::optional<std::chrono::microseconds> watchdog_;
};

}  // namespace outcry::app
