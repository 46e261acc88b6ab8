// Up to when each relay was heard: what survives a stop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "model/error.h"
#include "model/time.h"

namespace outcry::ingest::nostr {

struct Place {
  EventTime until{};     ///< all that the relay had up to here was handed on
  bool resumes = false;  ///< it was heard once: what it lacks behind `until` is missing
};

/// By the address of the relay without its query, as that may hold a secret.
struct Cursor {
  EventTime first{};  ///< where relays begin that are not among `relays`
  std::map<std::string, Place> relays;

  Place of(const std::string& relay) const;
  std::string to_json() const;
  /// Errors: Errc::corrupt.
  static Result<Cursor> from_json(std::string_view text);
};

}  // namespace outcry::ingest::nostr
