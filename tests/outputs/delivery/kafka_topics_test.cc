// Against a cluster that librdkafka plays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>

#include "outputs/kafka/topics.h"
// Needs what is above it.
#include <librdkafka/rdkafka_mock.h>

#include <array>

namespace outcry::outputs::kafka {
namespace {

using net::kafka::Owned;
using testing::Contains;
using testing::HasSubstr;

constexpr std::int16_t kListOffsets = 2;  ///< number of the request in the protocol

class KafkaTopics : public testing::Test {
 protected:
  KafkaTopics() {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    std::array<char, 512> why{};
    rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", why.data(), why.size());
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    player_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size()));
    cluster_ = rd_kafka_handle_mock_cluster(player_.get());
    rd_kafka_mock_topic_create(cluster_, "one", 2, 1);
  }

  Description described(const std::map<std::string, std::string>& config) {
    const net::kafka::Properties connection{{"bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster_)},
                                            {"socket.timeout.ms", "1000"}};
    const auto told = describe_topics(connection, {{.name = "one", .config = config}});
    return std::get<std::vector<Description>>(told).at(0);
  }

  Owned<rd_kafka_t> player_;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
};

TEST_F(KafkaTopics, AreCountedWhereTheyAreEmpty) {
  const auto one = described({});
  EXPECT_EQ(one.partitions, 2);
  EXPECT_EQ(one.records, 0);
}

TEST_F(KafkaTopics, HaveNoRecordsThatNobodyHasCounted) {
  rd_kafka_mock_push_request_errors(cluster_, kListOffsets, 1, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const auto one = described({});
  EXPECT_EQ(one.partitions, 2);
  EXPECT_EQ(one.records, std::nullopt);
  EXPECT_THAT(one.remarks, Contains(HasSubstr("its records may not be counted: Broker: Topic authorization failed")));
}

TEST_F(KafkaTopics, SayWhyTheirConfigurationIsNotKnown) {
  EXPECT_THAT(described({{"cleanup.policy", "delete"}}).remarks,
              Contains(HasSubstr("its configuration may not be read: ")));
}

}  // namespace
}  // namespace outcry::outputs::kafka
