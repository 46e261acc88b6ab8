// How it stands, for Prometheus (text exposition format 0.0.4).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "net/server.h"
#include "outputs/web/overview.h"

namespace outcry::outputs::web {

/// No text of a post and no name of a person is ever in a label. `listeners`: of the live feed; `cut_off`: those that
/// were too slow for it.
std::string metrics(const Overview& overview, const net::ServerCounters& server, std::size_t listeners,
                    std::uint64_t cut_off);

}  // namespace outcry::outputs::web
