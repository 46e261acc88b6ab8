// Why an incident was told: what was asked, what came, the chart that decided, the onset, what would have changed it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/commands/explain_part.h"

namespace outcry::app {

/// Asked, expected and observed, and the reason that was given when it opened.
///
/// When the asked rate is not stored it is derived from the chart's limit. The values of `sr` and `cusum` are
/// logarithms of a waiting time, so an alarm at the limit is exp(value - limit) times as frequent as one at the value:
///
///     asked = false_alarms_per_day exp(value - limit)        where they are at most 3 nats apart
///
/// Exact for `cusum`; for `sr` as far as the series' own tail has slope 1 (detect/charts/own_history.h), hence the 3
/// nats. `ewma` has no such law: then it is not told.
Part why_it_opened(const outputs::Json& incident, const RunFacts& run);

/// The chart in words, its highest value and its limit, the winning design shift, and how rare that is by chance.
Part chart_that_decided(const outputs::Json& incident, const RunFacts& run);

/// The onset, its interval, how it is found, and how long after it the incident was told.
Part when_it_began(const outputs::Json& incident);

/// The lowest asked rate at which the highest value would just have been an alarm.
Part what_would_change_it(const outputs::Json& incident, const RunFacts& run);

}  // namespace outcry::app
