// What a store of live runs keeps, and for how long: counts grow coarser with age, words go, then all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "model/error.h"
#include "model/time.h"
#include "outputs/store/database.h"

namespace outcry::outputs {

struct Retention {
  std::chrono::hours windows{48};               ///< as they were counted; then by ten minutes
  std::chrono::hours ten_minutes{90 * 24};      ///< then by the hour
  std::chrono::hours everything{2 * 365 * 24};  ///< counts, incidents, events, gaps
  std::chrono::hours texts{72};                 ///< of posts; links stay
};

namespace store {

/// Brings a store to what may be kept at `now`, in one transaction; at most a week of counts at each level, so that a
/// store that was long closed is tidied in portions. Sums of counts stay what they were. Errors: as Database.
Result<void> retain(const Database& database, const Retention& retention, EventTime now);

/// Number of the first event that is still kept; 1 when all are.
std::uint64_t first_event(const Database& database);

}  // namespace store
}  // namespace outcry::outputs
