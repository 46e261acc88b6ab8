// How it stands, for Prometheus. docs/metrics.md is the table of what is told.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

#include "net/server.h"
#include "outputs/web/overview.h"

namespace outcry::outputs::web {

/// What the server knows of itself.
struct ServerFacts {
  net::ServerCounters counters;
  std::size_t listeners = 0;  ///< of the live feed
  std::uint64_t cut_off = 0;  ///< those that were too slow for it
};

/// As it stands now; every family is there, also when it has no sample. No text of a post and no name of a person is
/// ever in a label.
std::vector<prometheus::MetricFamily> metric_families(const Overview& overview, const ServerFacts& server);

/// The same as a page (text exposition format 0.0.4).
std::string metrics(const Overview& overview, const ServerFacts& server);

}  // namespace outcry::outputs::web
