// What stands last in the topics: from where a producer that was stopped, or killed, has to go on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "net/kafka.h"
#include "outputs/kafka/records.h"

namespace outcry::outputs::kafka {

/// The header that names the log from which a record comes; another log counts anew.
inline constexpr std::string_view kLogHeader = "outcry-log";

/// Of one topic: for each partition the event of the last record of this log; that of sequence 0 = there is none.
using Tail = std::vector<Origin>;

/// What is looked for.
struct Search {
  std::string log;                 ///< "" = no record, only how many partitions there are
  std::int64_t furthest = 10'000;  ///< behind so many records of others none of this log is looked for
  std::chrono::milliseconds patience{30'000};
};

/// In the order of `topics`. Blocks until the brokers have told, as long as the patience, or soon after `abandoned`.
/// Where they go on telling when it is over, what was found so far counts; where they tell nothing, that is a failure.
std::variant<std::vector<Tail>, net::Failure> read_tails(const net::kafka::Properties& consumer,
                                                         const std::vector<std::string>& topics, const Search& search,
                                                         const std::atomic<bool>& abandoned);

}  // namespace outcry::outputs::kafka
