// A Kafka cluster that librdkafka plays, with the topics of outcry: kafka_cluster PARTITIONS. Prints its address;
// "down" and "up" on standard input take the broker away and bring it back; ends with standard input.
#include <librdkafka/rdkafka.h>
// Needs what is above it.
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  const int partitions = argc > 1 ? std::atoi(argv[1]) : 1;  // NOLINT(cert-err34-c)
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  std::array<char, 512> why{};
  rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", why.data(), why.size());
  rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
  rd_kafka_t* player = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
  if (player == nullptr) return 1;
  rd_kafka_mock_cluster_t* cluster = rd_kafka_handle_mock_cluster(player);
  for (const auto* topic : {"outcry.incident-events", "outcry.incidents", "outcry.services"})
    rd_kafka_mock_topic_create(cluster, topic, partitions, 1);
  for (const auto* topic : {"outcry.feeds", "outcry.heartbeat"}) rd_kafka_mock_topic_create(cluster, topic, 1, 1);
  std::cout << rd_kafka_mock_cluster_bootstraps(cluster) << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "down") rd_kafka_mock_broker_set_down(cluster, 1);
    if (line == "up") rd_kafka_mock_broker_set_up(cluster, 1);
    std::cout << line << std::endl;
  }
  rd_kafka_destroy(player);
}
