// What the configuration says of a Kafka source, and what librdkafka must be told of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "ingest/record/layout.h"
#include "model/catalog.h"
#include "model/settings.h"
#include "net/kafka.h"

namespace outcry::ingest::kafka {

struct KafkaOptions {
  net::kafka::Properties properties;
  std::string host;  ///< for status: the first of the brokers named
  std::vector<std::string> topics;
  Layout layout;
  std::chrono::milliseconds backfill{};
  std::chrono::milliseconds refresh{};
};

std::vector<Setting> kafka_settings();
/// Of settings without faults.
KafkaOptions options_of(const Settings& settings);
std::vector<std::string> kafka_faults(const Settings& settings, const Catalog& catalog);

}  // namespace outcry::ingest::kafka
