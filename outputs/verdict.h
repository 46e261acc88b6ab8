// The one sentence that says what an incident is, such that it can be read aloud.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "model/time.h"
#include "outputs/encode.h"

namespace outcry::outputs {

/// "People report that Netflix fails in the US since 19:42 UTC on 22 November 2026: 412 reporters in 30 min
/// where 9 are expected; mostly playback; strongest in Texas." It says what people report, never that
/// something is so; of fewer than ten that "A few people report" it. What is missing is
/// said to be not known. `incident` is the `data` of an event, or what the store keeps of it.
std::string verdict(const Json& incident);

/// Since when it fails again: it was recovering or over before, and is open. Empty while it fails for the first time.
std::optional<EventTime> again_since(const Json& incident);

/// Resolved, merged or dismissed.
bool is_over(const Json& incident);

/// When reports had fallen for good; empty while the incident is not resolved. Closing it takes some quiet time more.
std::optional<EventTime> ended(const Json& incident);

}  // namespace outcry::outputs
