// What stands last in the topics: from where a producer that was stopped, or killed, has to go on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "net/kafka.h"

namespace outcry::outputs::kafka {

/// The header that names the log from which a record comes; another log counts anew.
inline constexpr std::string_view kLogHeader = "outcry-log";

/// Of one topic: for each partition the sequence of the last record of this log; 0 = there is none.
using Tail = std::vector<std::uint64_t>;

/// In the order of `topics`. Behind 100,000 records of others none of this log is looked for. Blocks until the brokers
/// have told, half a minute at most, or soon after `abandoned`.
std::variant<std::vector<Tail>, net::Failure> read_tails(const net::kafka::Properties& consumer,
                                                         const std::vector<std::string>& topics, const std::string& log,
                                                         const std::atomic<bool>& abandoned);

}  // namespace outcry::outputs::kafka
