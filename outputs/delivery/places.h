// How far each sink has read the event log; kept in the store, beside the log.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/error.h"

namespace outcry::outputs::delivery {

struct Place {
  std::uint64_t sequence = 0;  ///< of the last event that is done with
  std::string state;           ///< whatever the sink has to remember beside it
  friend bool operator==(const Place&, const Place&) = default;
};

/// Writes beside the one who writes the store; waits for it where it must. One thread.
class Places {
 public:
  explicit Places(std::string store) : store_(std::move(store)) {}
  /// Nothing: this sink has none yet. Errors: Errc::io, corrupt.
  Result<std::optional<Place>> find(std::string_view sink) const;
  /// Errors: Errc::io, corrupt.
  Result<void> keep(std::string_view sink, const Place& place) const;

 private:
  std::string store_;
};

}  // namespace outcry::outputs::delivery
