// A Kafka cluster that librdkafka plays, of one broker.
#pragma once

#include <librdkafka/rdkafka.h>
// Needs what is above it.
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <string>

#include "net/kafka.h"

namespace outcry::outputs::kafka {

class MockCluster {
 public:
  MockCluster() {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    std::array<char, 512> why{};
    rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", why.data(), why.size());
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    player_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size()));
  }

  /// For the functions of rdkafka_mock.h.
  rd_kafka_mock_cluster_t* get() const { return rd_kafka_handle_mock_cluster(player_.get()); }
  std::string address() const { return rd_kafka_mock_cluster_bootstraps(get()); }
  void make_topic(const std::string& name, int partitions) const {
    rd_kafka_mock_topic_create(get(), name.c_str(), partitions, 1);
  }

 private:
  net::kafka::Owned<rd_kafka_t> player_;
};

}  // namespace outcry::outputs::kafka
