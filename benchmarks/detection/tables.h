// What was measured, as Markdown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "benchmarks/detection/delays.h"
#include "benchmarks/detection/false_alarms.h"
#include "benchmarks/detection/noises.h"

namespace outcry::benchmarks {

/// Alarms told over alarms asked, with standard errors.
std::string promise_table(const std::vector<Noise>& noises, const std::vector<KeptByAsked>& kept);

/// Mean delays of the timed noises beside the optimum's.
std::string delay_table(const std::vector<Noise>& noises, const std::vector<KeptByAsked>& kept,
                        const std::vector<DelayRow>& delays);

/// The bars, and what does not pass them: from 0.5 reporters a minute up at most 1.3 times the optimum's delay; from 2
/// a minute up every threefold surge told within 30 minutes.
std::string bars(const std::vector<Noise>& noises, const std::vector<DelayRow>& delays);

}  // namespace outcry::benchmarks
