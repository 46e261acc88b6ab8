// Incidents as messages of Apache Kafka, each once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/remote_sinks.h"

namespace outcry::outputs::kafka {

/// `kafka`. An idempotent producer that gives nothing up; when it begins, and after every failure that it cannot mend,
/// it looks at the last records of the partitions and goes on behind them.
const SinkKind& kind();

}  // namespace outcry::outputs::kafka
