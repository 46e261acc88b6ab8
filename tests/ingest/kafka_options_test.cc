#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/kafka/client.h"
#include "ingest/kafka/options.h"

namespace outcry::ingest::kafka {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;

Settings settings() {
  Settings out(kafka_settings());
  out.set("brokers", std::vector<std::string>{"a.example:9092", "[::1]:9093"});
  out.set("topics", std::vector<std::string>{"posts"});
  return out;
}

TEST(KafkaOptions, TellLibrdkafkaThatOffsetsAreOurs) {
  const auto options = options_of(settings());
  EXPECT_THAT(options.properties, Contains(Pair("bootstrap.servers", "a.example:9092,[::1]:9093")));
  EXPECT_THAT(options.properties, Contains(Pair("enable.auto.commit", "false")));
  EXPECT_THAT(options.properties, Contains(Pair("auto.offset.reset", "error")));
  EXPECT_THAT(options.properties, Not(Contains(Key("sasl.password"))));
  EXPECT_EQ(options.host, "a.example:9092");
}

TEST(KafkaOptions, AreTakenByLibrdkafka) {
  auto secure = settings();
  secure.set("protocol", std::string("sasl_ssl"));
  secure.set("mechanism", std::string("SCRAM-SHA-512"));
  secure.set("user", std::string("outcry"));
  secure.set("password", std::string("secret"));
  for (const auto& one : {settings(), secure}) {
    const auto made = Consumer::make(options_of(one).properties);
    EXPECT_TRUE(std::holds_alternative<std::shared_ptr<Consumer>>(made));
  }
}

TEST(KafkaOptions, WhatLibrdkafkaDoesNotTakeIsToldWithoutItsValue) {
  const auto made = Consumer::make({{"security.protocol", "secret"}});
  ASSERT_TRUE(std::holds_alternative<net::Failure>(made));
  const auto& failure = std::get<net::Failure>(made);
  EXPECT_EQ(failure.fault, net::Fault::fatal);
  EXPECT_THAT(failure.what, HasSubstr("security.protocol"));
  EXPECT_THAT(failure.what, Not(HasSubstr("secret")));
}

TEST(KafkaFaults, AreNoneAsUsual) { EXPECT_THAT(kafka_faults(settings(), Catalog()), IsEmpty()); }

TEST(KafkaFaults, OfBrokersAndTopics) {
  auto wrong = settings();
  wrong.set("brokers", std::vector<std::string>{"a.example", "a:0", "a:b", "kafka://a:1", "a:1,b:2"});
  wrong.set("topics", std::vector<std::string>{"", "..", "a b", "^posts"});
  EXPECT_EQ(kafka_faults(wrong, Catalog()).size(), 9U);
}

TEST(KafkaFaults, OfSecurity) {
  auto wrong = settings();
  wrong.set("protocol", std::string("sasl_ssl"));
  wrong.set("key", std::string("/etc/key.pem"));
  EXPECT_THAT(kafka_faults(wrong, Catalog()), ElementsAre(HasSubstr("'user'"), HasSubstr("'certificate'")));
  wrong = settings();
  wrong.set("password", std::string("secret"));
  EXPECT_THAT(kafka_faults(wrong, Catalog()), ElementsAre(HasSubstr("sasl")));
}

TEST(KafkaFaults, AFormatMustBeNamed) {
  auto wrong = settings();
  wrong.set("format", std::string());
  EXPECT_THAT(kafka_faults(wrong, Catalog()), ElementsAre(HasSubstr("'format'")));
}

}  // namespace
}  // namespace outcry::ingest::kafka
