// What the configuration says of a Kafka sink, and what librdkafka must be told of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "net/kafka.h"

namespace outcry::outputs::kafka {

/// The topics that are written, by their places in KafkaSinkOptions::topics.
enum TopicPlace : std::size_t { kEvents, kIncidents, kServices, kFeeds, kHeartbeat, kSignals };
inline constexpr std::size_t kTopics = 6;
/// Brokers keep the newest record of each key.
constexpr bool is_compacted(TopicPlace topic) { return topic == kIncidents || topic == kServices || topic == kFeeds; }

struct KafkaSinkOptions {
  net::kafka::Properties connection;
  std::string compression;
  std::vector<std::string> topics;  ///< names, kTopics of them
  bool signals = false;             ///< counts of each window are told
  std::chrono::milliseconds heartbeat{};
};

std::vector<Setting> kafka_settings();
std::vector<SettingFault> kafka_faults(const Settings& settings);
/// Of settings without faults.
KafkaSinkOptions options_of(const Settings& settings);

/// What a producer is told: that it repeats nothing, waits for all replicas, gives nothing up, and has one request
/// under way. A broker that does not know a producer yet need not refuse its second request because it refused the
/// first; librdkafka sends it all the same when it was queued already.
net::kafka::Properties producer_properties(const KafkaSinkOptions& options);
/// What the producer of the feeds and the heartbeat is told: that it gives up what is not taken within `patience`.
net::kafka::Properties beat_properties(const KafkaSinkOptions& options, std::chrono::milliseconds patience);
/// Of the consumer that looks at what stands in the topics.
net::kafka::Properties consumer_properties(const KafkaSinkOptions& options);

}  // namespace outcry::outputs::kafka
