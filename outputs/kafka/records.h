// What stands in the topics: an event of the log as messages with keys.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "outputs/kafka/options.h"
#include "outputs/remote_sink.h"
#include "outputs/remote_sinks.h"

namespace outcry::outputs::kafka {

/// One message: a CloudEvent in structured mode.
struct Record {
  TopicPlace topic = kEvents;
  std::string key;
  std::string value;
};

/// The event itself, once for who wants all transitions and once for who wants each incident as it stands, both by the
/// incident's id; and the service as it stands after it (`outcry.service.changed.v1`), by its slug. The test event goes
/// to the first topic alone.
std::vector<Record> records_of(const LoggedEvent& event);

/// How a feed stands (`outcry.feed.changed.v1`), by its name.
Record record_of(const FeedVital& feed, EventTime now);
/// `outcry.heartbeat.v1`, by "outcry".
Record heartbeat_of(const Vitals& vitals, EventTime now);

/// What was counted of a service in a window (`outcry.signal.v1`), by its slug.
Record record_of(const delivery::Signal& signal);

/// Of which event of the log a record is.
struct Origin {
  std::uint64_t sequence = 0;  ///< 0 = of none
  std::string id;              ///< of that event
};
Origin origin_of(std::string_view value);

}  // namespace outcry::outputs::kafka
