// A cluster of one broker that librdkafka plays, filled by a producer of its own.
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "stages.h"

namespace outcry::ingest {
namespace {

using namespace std::chrono_literals;

constexpr auto kTopic = "posts";
constexpr int kPartitions = 2;
constexpr int kBroker = 1;
constexpr std::int16_t kFetch = 1;  ///< number of the request in the protocol

class KafkaStage final : public Stage {
 public:
  KafkaStage(boost::asio::io_context& io, bool loaded) : Stage(io), back_(io), loaded_(loaded) {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    std::array<char, 512> why{};
    for (const auto& [name, value] : {std::pair("test.mock.num.brokers", "1"), std::pair("linger.ms", "1"),
                                      std::pair("message.max.bytes", "10000000")})
      rd_kafka_conf_set(conf, name, value, why.data(), why.size());
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    producer_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why.data(), why.size());
    if (producer_ == nullptr) std::abort();
    cluster_ = rd_kafka_handle_mock_cluster(producer_);
    rd_kafka_mock_topic_create(cluster_, kTopic, kPartitions, 1);
  }
  ~KafkaStage() override { rd_kafka_destroy(producer_); }
  KafkaStage(const KafkaStage&) = delete;
  KafkaStage& operator=(const KafkaStage&) = delete;

  std::unique_ptr<Source> source(SourceContext context) override {
    Settings settings(find_kind("kafka")->settings);
    settings.set("brokers", std::vector{address()});
    settings.set("topics", std::vector<std::string>{kTopic});
    settings.set("backfill", milliseconds_of("36500d"));
    return find_kind("kafka")->make(settings, std::move(context));
  }

  std::string address() const override { return rd_kafka_mock_cluster_bootstraps(cluster_); }

  bool go_wrong(Wrong wrong) override {
    switch (wrong) {
      case Wrong::cut:
      case Wrong::garbage:
        return false;
      case Wrong::reset:
        rd_kafka_mock_broker_set_down(cluster_, kBroker);
        rd_kafka_mock_broker_set_up(cluster_, kBroker);
        return true;
      case Wrong::unavailable:
        rd_kafka_mock_broker_set_down(cluster_, kBroker);
        back_.expires_after(200ms);
        back_.async_wait([this](const boost::system::error_code& error) {
          if (!error) rd_kafka_mock_broker_set_up(cluster_, kBroker);
        });
        return true;
      case Wrong::half:
        rd_kafka_mock_push_request_errors(cluster_, kFetch, 2, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                          RD_KAFKA_RESP_ERR_UNKNOWN);
        return true;
      case Wrong::bad_message:
        produce(0, "{\"text\":what,", time_of_post(0));
        produce(1, std::nullopt, time_of_post(0));
        return true;
      case Wrong::huge:
        produce(0, std::string(3 << 20, ' '), time_of_post(0));
        return true;
    }
    return false;
  }

  bool refuse() override {
    rd_kafka_mock_topic_set_error(cluster_, kTopic, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    return true;
  }

 private:
  void on_posts() override {
    if (loaded_) {
      for (int partition = 0; partition < kPartitions; ++partition)
        for (int n = written_ + partition; n < posted(); n += kPartitions) write(partition, n, time_of_post(posted()));
    } else {
      for (int n = written_; n < posted(); ++n) write(n % kPartitions, n, time_of_post(n));
    }
    written_ = posted();
    rd_kafka_flush(producer_, 10'000);
  }

  void write(int partition, int n, EventTime time) {
    produce(partition,
            fmt::format("{{\"id\":\"k{0}\",\"text\":\"post {0}\",\n\"time\":{1},\"author\":\"a{0}\"}}", n,
                        time_said(n).time_since_epoch().count()),
            time);
  }

  EventTime time_said(int n) const {
    if (!loaded_) return time_of_post(n);
    return time_of_post(10 * (n % 1000 == 500 ? posted() : n));
  }

  void produce(int partition, const std::optional<std::string>& value, EventTime time) {
    const auto ms = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
    void* const bytes = value ? const_cast<char*>(value->data()) : nullptr;
    const std::size_t size = value ? value->size() : 0;
    const auto error =
        rd_kafka_producev(producer_, RD_KAFKA_V_TOPIC(kTopic), RD_KAFKA_V_PARTITION(partition),
                          RD_KAFKA_V_KEY("key", 3), RD_KAFKA_V_VALUE(bytes, size), RD_KAFKA_V_TIMESTAMP(ms),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) std::abort();
    rd_kafka_poll(producer_, 0);
  }

  boost::asio::steady_timer back_;
  rd_kafka_t* producer_ = nullptr;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
  int written_ = 0;
  bool loaded_;
};

}  // namespace

std::unique_ptr<Stage> kafka_stage(boost::asio::io_context& io) { return std::make_unique<KafkaStage>(io, false); }

std::unique_ptr<Stage> loaded_kafka_stage(boost::asio::io_context& io) {
  return std::make_unique<KafkaStage>(io, true);
}

}  // namespace outcry::ingest
