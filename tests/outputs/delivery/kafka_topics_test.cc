// Against a cluster that librdkafka plays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/kafka/topics.h"
#include "tests/outputs/delivery/mock_cluster.h"

namespace outcry::outputs::kafka {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr std::int16_t kListOffsets = 2;  ///< number of the request in the protocol

class KafkaTopics : public testing::Test {
 protected:
  KafkaTopics() { played_.make_topic("one", 2); }

  Description described(const std::map<std::string, std::string>& config) {
    const net::kafka::Properties connection{{"bootstrap.servers", played_.address()}, {"socket.timeout.ms", "1000"}};
    const auto told = describe_topics(connection, {{.name = "one", .config = config}});
    return std::get<std::vector<Description>>(told).at(0);
  }

  MockCluster played_;
  rd_kafka_mock_cluster_t* cluster_ = played_.get();
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
