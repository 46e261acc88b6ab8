// Topics of Apache Kafka, and of what speaks its protocol, as a live source.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/sources.h"

namespace outcry::ingest::kafka {

/// `kafka`. Reads all partitions of its topics from offsets of its own; commits nothing. See README.md.
SourceKind kafka_kind();

}  // namespace outcry::ingest::kafka
