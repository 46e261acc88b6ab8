// What is usual of a service's reporters, from what the store has counted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "model/shares.h"
#include "outputs/web/overview.h"

namespace outcry::outputs::web {

/// How they are spread over regions and symptoms, as the detector knows it at `to`: it learns from windows in which no
/// incident of the service is open. Of the twelve weeks before: what is older weighs a quarter at most, and is left
/// out.
UsualShares usual_shares(const Overview& overview, std::string_view slug, EventTime to);

}  // namespace outcry::outputs::web
