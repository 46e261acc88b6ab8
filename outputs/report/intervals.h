// Intervals of counts and shares.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "outputs/report/document.h"

namespace outcry::outputs::report {

/// k of n with the score interval at 95 % (Wilson 1927, JASA 22:209). n > 0; k is taken as at most n.
Range share_of(std::uint64_t k, std::uint64_t n);

/// A Poisson count over what was expected, with Byar's approximation of its interval at 95 % (Breslow and Day 1987,
/// Statistical Methods in Cancer Research II, 2.3). Counting error alone: what people write is burstier. expected > 0.
Range ratio_of(std::uint64_t observed, double expected);

}  // namespace outcry::outputs::report
