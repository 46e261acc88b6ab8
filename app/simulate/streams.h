// The sources of the simulated world: each says, minute by minute, who wants to post what.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "app/simulate/draft.h"
#include "app/simulate/scenario.h"

namespace outcry::simulate {

class Stream {
 public:
  virtual ~Stream() = default;
  /// Adds the drafts of the minute that begins at `minute`; minutes come in order, none is left out.
  virtual void add(EventTime minute, std::vector<Draft>& drafts) = 0;
};

/// Everything that the scenario asks for. The scenario must outlive the streams.
std::vector<std::unique_ptr<Stream>> make_streams(const Scenario& scenario, std::uint64_t seed);

/// How large an outage is some minutes after its onset, relative to its peak: a smooth ramp, a slow sag while
/// people get used to it, and from the end on a fading by half every `decay_minutes`.
double outage_shape(const OutagePlan& outage, double minutes);

}  // namespace outcry::simulate
