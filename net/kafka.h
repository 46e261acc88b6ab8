// What sources and sinks share that speak the protocol of Apache Kafka, by librdkafka: settings, and what errors mean.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/settings.h"
#include "net/wire.h"

namespace outcry::net::kafka {

/// Names and values of librdkafka's configuration.
using Properties = std::vector<std::pair<std::string, std::string>>;

/// `brokers`.
Setting brokers_setting();
/// `protocol`, `mechanism`, `user`, `password`, `ca`, `certificate`, `key`.
std::vector<Setting> security_settings();
/// What is wrong with the two above.
std::vector<SettingFault> connection_faults(const Settings& settings);
/// Brokers and security, of settings without faults.
Properties connection_properties(const Settings& settings);

/// A name that Kafka allows: 1 to 249 letters, digits, '.', '_' and '-', not "." nor "..".
bool is_topic(std::string_view name);

/// Whether the same question would get the same answer: refused for good.
bool is_fatal(rd_kafka_resp_err_t error);
Fault fault_of(rd_kafka_resp_err_t error);

struct Destroy {
  void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
  void operator()(const rd_kafka_metadata_t* metadata) const { rd_kafka_metadata_destroy(metadata); }
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
};
/// What librdkafka has made, and is given back to it.
template <class T>
using Owned = std::unique_ptr<T, Destroy>;

/// Null with `why`, which holds no value, when librdkafka does not take a property.
Owned<rd_kafka_conf_t> conf_of(const Properties& properties, std::string& why);

}  // namespace outcry::net::kafka
