// What stands last in the topics: from where a producer that was stopped, or killed, has to go on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "net/kafka.h"
#include "outputs/kafka/records.h"

namespace outcry::outputs::kafka {

/// The header that names the log from which a record comes; another log counts anew.
inline constexpr std::string_view kLogHeader = "outcry-log";

/// What stands in a partition of the events of one log.
struct Tail {
  std::map<std::string, std::set<std::uint64_t>> keys;  ///< sequences of the events that were found, by their keys
  Origin newest;                                        ///< of them; sequence 0 = there is none
  std::uint64_t all_before = 0;                         ///< what is older was not looked at, and counts as found

  /// Of a topic that is `compacted`, which holds the newest record of a key alone, an event stands there, too, when a
  /// newer one with its key does: it could be gone, and is not to come after it.
  bool holds(const std::string& key, std::uint64_t sequence, bool compacted) const;
};
/// By topic and partition.
using Tails = std::vector<std::vector<Tail>>;

/// What is looked for: the last records of a log, back to one of an event before the `first`.
struct Search {
  std::string log;                 ///< "" = no record, only how many partitions there are
  std::uint64_t first = 0;         ///< sequence of the event that is to be sent next; 0 = the last records will do
  std::int64_t furthest = 10'000;  ///< behind so many records of others none of this log is looked for
  std::chrono::milliseconds patience{30'000};
};

/// In the order of `topics`. Blocks until the brokers have told, as long as the patience, or soon after `abandoned`.
/// Where they go on telling when it is over, what was found so far counts; where they tell nothing, that is a failure.
std::variant<Tails, net::Failure> read_tails(const net::kafka::Properties& consumer,
                                             const std::vector<std::string>& topics, const Search& search,
                                             const std::atomic<bool>& abandoned);

}  // namespace outcry::outputs::kafka
