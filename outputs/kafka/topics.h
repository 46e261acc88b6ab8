// The topics themselves: made as they are meant to be, and looked at.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "outputs/kafka/options.h"

namespace outcry::outputs::kafka {

/// How a topic is meant to be.
struct TopicPlan {
  std::string name;
  int partitions = 1;
  int replicas = -1;                          ///< -1 = as the brokers think best
  std::map<std::string, std::string> config;  ///< of Kafka's own names: cleanup.policy, retention.ms
};

/// In the order of TopicPlace. `partitions`: of those whose events have keys that spread; the others have one.
std::vector<TopicPlan> plans(const KafkaSinkOptions& options, int partitions, int replicas);

/// One that was to be made.
struct Creation {
  std::string name;
  bool created = false;
  std::string why;  ///< it was not; "" = it is there already
};
/// Blocks, ten seconds at most.
std::variant<std::vector<Creation>, net::Failure> create_topics(const net::kafka::Properties& connection,
                                                                const std::vector<TopicPlan>& plans);

/// One that was looked at.
struct Description {
  std::string name;
  std::string why;  ///< it cannot be described; "" = the rest holds
  int partitions = 0;
  int replicas = 0;
  std::optional<std::int64_t> records;        ///< offsets between first and last; after compaction more than records
  std::map<std::string, std::string> config;  ///< the same names as in the plan
  std::vector<std::string> remarks;           ///< what differs from the plan, or is not known, each a sentence
};
/// Blocks, ten seconds for each question at most.
std::variant<std::vector<Description>, net::Failure> describe_topics(const net::kafka::Properties& connection,
                                                                     const std::vector<TopicPlan>& plans);

}  // namespace outcry::outputs::kafka
