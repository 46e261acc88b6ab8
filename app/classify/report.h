// What a run of `classify` says of itself when it is done.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "app/classify/run.h"

namespace outcry::app::classify {

/// What was read, how many posts have a mention, what was passed over and why, which services are unknown. Lines,
/// harmless for a terminal. `slugs`: of all services, for what may be meant.
std::string to_text(const Outcome& outcome, std::chrono::duration<double> elapsed,
                    const std::vector<std::string>& slugs);

}  // namespace outcry::app::classify
