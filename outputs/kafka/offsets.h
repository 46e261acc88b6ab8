// Where the records of a topic begin and end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "net/kafka.h"

namespace outcry::outputs::kafka {

/// Offsets of a partition, [low, high).
struct Range {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// Of the partitions 0 to `partitions` - 1, or why one of them is not known. rd_kafka_query_watermark_offsets may tell
/// an error as a partition without records, and asks for each partition by itself. Blocks, `patience` milliseconds for
/// each of two questions at most.
std::variant<std::vector<Range>, rd_kafka_resp_err_t> ranges(rd_kafka_t* handle, const std::string& topic,
                                                             int partitions, int patience);

}  // namespace outcry::outputs::kafka
