// What a producer was given and has not reported yet, and why another has to go on in its place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

#include "net/deadline.h"
#include "outputs/kafka/producer.h"

namespace outcry::outputs::kafka {

using net::Moment;

/// Of one producer.
class Ledger {
 public:
  /// How long the report that says why is waited for.
  static constexpr std::chrono::seconds kPatience{5};

  /// One message more with this ticket.
  void add(std::uint64_t ticket) { ++open_[ticket]; }
  void take(const Report& report);
  bool is_open(std::uint64_t ticket) const { return open_.contains(ticket); }

  /// Nothing as long as the producer may go on; nor while the report may still come that says why it has ended. The
  /// first report with a reason of its own goes before what the producer says of itself, and both before reports of
  /// messages that were thrown away for that; in whatever order they come.
  std::optional<net::Failure> failure(const std::optional<End>& end, Moment now);

 private:
  std::map<std::uint64_t, std::size_t> open_;  ///< messages without a report, by ticket
  std::optional<net::Failure> reason_;
  std::optional<net::Failure> consequence_;
  std::optional<Moment> waits_since_;  ///< for the report that says why
};

}  // namespace outcry::outputs::kafka
