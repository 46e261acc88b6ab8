// What a producer was given and has not reported yet, and why another has to go on in its place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "outputs/kafka/producer.h"

namespace outcry::outputs::kafka {

/// Of one producer.
class Ledger {
 public:
  /// How long a report that says why may come after the end of the producer.
  static constexpr std::chrono::seconds kPatience{5};

  /// One message more with this ticket.
  void add(std::uint64_t ticket) { ++open_[ticket]; }
  void take(const Report& report);
  bool is_open(std::uint64_t ticket) const { return open_.contains(ticket); }

  /// Nothing as long as the producer may go on; nor while the report may still come that says why it has ended. The
  /// first report with a reason of its own goes before what the producer says of itself, and both before reports of
  /// messages that were thrown away for that; in whatever order they come.
  std::optional<net::Failure> failure(const std::optional<End>& end, Moment now) const;

 private:
  std::map<std::uint64_t, std::size_t> open_;  ///< messages without a report, by ticket
  std::optional<net::Failure> reason_;
  std::optional<net::Failure> consequence_;
};

}  // namespace outcry::outputs::kafka
