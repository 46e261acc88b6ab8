// A share of a count, with what chance leaves open of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/incident.h"

namespace outcry {

/// k of n with the 95 % interval of Wilson 1927, J. Am. Stat. Assoc. 22:209. n = 0 gives [0, 1].
Proportion wilson(std::uint32_t k, std::uint32_t n);

/// complete when the interval lies above one half; intermittent when it lies below, or both are clearly said
/// (interval within [0.2, 0.8]); else, and with fewer than `least` who say either, unknown.
Scope completeness(std::uint32_t complete, std::uint32_t intermittent, std::uint32_t least);

}  // namespace outcry
