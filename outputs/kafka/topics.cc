#include "outputs/kafka/topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "net/refusal.h"
#include "outputs/kafka/offsets.h"

namespace outcry::outputs::kafka {
namespace {

using net::kafka::Owned;

constexpr std::size_t kErrorText = 512;
constexpr int kPatience = 10'000;  ///< ms
constexpr std::string_view kTwoYears = "63072000000";
constexpr std::string_view kOneDay = "86400000";
constexpr std::string_view kOneWeek = "604800000";

struct DestroyAdmin {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
  void operator()(rd_kafka_ConfigResource_t* resource) const { rd_kafka_ConfigResource_destroy(resource); }
};
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, DestroyAdmin>;
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, DestroyAdmin>;

/// A client that only asks.
class Asker {
 public:
  explicit Asker(const net::kafka::Properties& connection) {
    std::string why;
    auto conf = net::kafka::conf_of(connection, why);
    if (!conf) {
      failure_ = net::failure(net::Fault::fatal, why);
      return;
    }
    rd_kafka_conf_set_opaque(conf.get(), this);
    rd_kafka_conf_set_error_cb(conf.get(), [](rd_kafka_t*, int error, const char* reason, void* self) {
      if (error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && reason != nullptr)
        static_cast<Asker*>(self)->complaint_ = reason;
    });
    std::array<char, kErrorText> text{};
    handle_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), text.data(), text.size()));
    if (handle_) {
      static_cast<void>(conf.release());
      queue_.reset(rd_kafka_queue_new(handle_.get()));
    } else {
      failure_ = net::failure(net::Fault::fatal, std::string("no Kafka client can be made: ") + text.data());
    }
  }

  bool stands() const { return !failure_; }
  net::Failure failure() const { return *failure_; }
  rd_kafka_t* handle() { return handle_.get(); }
  rd_kafka_queue_t* queue() { return queue_.get(); }

  Owned<rd_kafka_event_t> answer() { return Owned<rd_kafka_event_t>(rd_kafka_queue_poll(queue_.get(), kPatience)); }

  /// Of an answer that is none.
  net::Failure failure_of(rd_kafka_resp_err_t error) {
    rd_kafka_poll(handle_.get(), 0);
    return net::failure(net::kafka::fault_of(error), std::string("no broker answers: ") +
                                                         (complaint_.empty() ? rd_kafka_err2str(error) : complaint_));
  }

 private:
  Owned<rd_kafka_t> handle_;
  Owned<rd_kafka_queue_t> queue_;
  std::string complaint_;
  std::optional<net::Failure> failure_;
};

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

void take_configs(const rd_kafka_ConfigResource_t* resource, const TopicPlan& plan, Description& out) {
  std::size_t n = 0;
  const auto** entries = rd_kafka_ConfigResource_configs(resource, &n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto name = text_of(rd_kafka_ConfigEntry_name(entries[i]));
    if (plan.config.contains(name)) out.config[name] = text_of(rd_kafka_ConfigEntry_value(entries[i]));
  }
  for (const auto& [name, wanted] : plan.config)
    if (out.config[name] != wanted)
      out.remarks.push_back(fmt::format("{} is {}, it is meant to be {}", name, out.config[name], wanted));
}

std::optional<std::int64_t> ask_records(Asker& asker, Description& out) {
  const auto told = ranges(asker.handle(), out.name, out.partitions, kPatience);
  if (const auto* error = std::get_if<rd_kafka_resp_err_t>(&told)) {
    out.remarks.push_back(fmt::format("its records may not be counted: {}", rd_kafka_err2str(*error)));
    return std::nullopt;
  }
  std::int64_t records = 0;
  for (const Range& range : std::get<std::vector<Range>>(told)) records += range.high - range.low;
  return records;
}

/// False when nobody answers.
bool ask_partitions(Asker& asker, Description& out, std::optional<net::Failure>& failure) {
  const Owned<rd_kafka_topic_t> topic(rd_kafka_topic_new(asker.handle(), out.name.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  const auto error = rd_kafka_metadata(asker.handle(), 0, topic.get(), &raw, kPatience);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    failure = asker.failure_of(error);
    return false;
  }
  const Owned<const rd_kafka_metadata_t> metadata(raw);
  const auto& told = metadata->topics[0];
  if (told.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    out.why = told.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ? "is not there" : rd_kafka_err2str(told.err);
    return true;
  }
  out.partitions = told.partition_cnt;
  for (int i = 0; i < told.partition_cnt; ++i) out.replicas = std::max(out.replicas, told.partitions[i].replica_cnt);
  out.records = ask_records(asker, out);
  return true;
}

void ask_configs(Asker& asker, const TopicPlan& plan, Description& out) {
  const auto fail = [&out](const std::string& why) {
    out.remarks.push_back("its configuration may not be read: " + why);
  };
  const Resource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, plan.name.c_str()));
  std::array<rd_kafka_ConfigResource_t*, 1> raw{resource.get()};
  rd_kafka_DescribeConfigs(asker.handle(), raw.data(), raw.size(), nullptr, asker.queue());
  const auto answer = asker.answer();
  if (!answer) return fail("no answer");
  if (rd_kafka_event_error(answer.get()) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return fail(text_of(rd_kafka_event_error_string(answer.get())));
  std::size_t n = 0;
  const auto** told =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(answer.get()), &n);
  if (n != 1) return fail("no answer");
  if (const auto error = rd_kafka_ConfigResource_error(told[0]); error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const auto why = text_of(rd_kafka_ConfigResource_error_string(told[0]));
    return fail(why.empty() ? rd_kafka_err2str(error) : why);
  }
  take_configs(told[0], plan, out);
}

}  // namespace

std::vector<TopicPlan> plans(const KafkaSinkOptions& options, int partitions, int replicas) {
  std::vector<TopicPlan> out;
  for (std::size_t i = 0; i < options.topics.size(); ++i) {
    const auto* policy = is_compacted(static_cast<TopicPlace>(i)) ? "compact" : "delete";
    out.push_back({options.topics[i], 1, replicas, {{"cleanup.policy", policy}}});
  }
  out[kSignals].partitions = partitions;
  out[kSignals].config["retention.ms"] = kOneWeek;
  for (const auto place : {kEvents, kIncidents, kServices}) out[place].partitions = partitions;
  out[kEvents].config["retention.ms"] = kTwoYears;
  out[kHeartbeat].config["retention.ms"] = kOneDay;
  if (!options.signals) out.pop_back();
  return out;
}

std::variant<std::vector<Creation>, net::Failure> create_topics(const net::kafka::Properties& connection,
                                                                const std::vector<TopicPlan>& plans) {
  Asker asker(connection);
  if (!asker.stands()) return asker.failure();
  std::array<char, kErrorText> text{};
  std::vector<NewTopic> topics;
  std::vector<rd_kafka_NewTopic_t*> raw;
  for (const auto& plan : plans) {
    topics.emplace_back(
        rd_kafka_NewTopic_new(plan.name.c_str(), plan.partitions, plan.replicas, text.data(), text.size()));
    if (!topics.back()) return net::failure(net::Fault::fatal, plan.name + ": " + text.data());
    for (const auto& [name, value] : plan.config)
      rd_kafka_NewTopic_set_config(topics.back().get(), name.c_str(), value.c_str());
    raw.push_back(topics.back().get());
  }
  rd_kafka_CreateTopics(asker.handle(), raw.data(), raw.size(), nullptr, asker.queue());
  const auto answer = asker.answer();
  if (!answer) return asker.failure_of(RD_KAFKA_RESP_ERR__TIMED_OUT);
  if (const auto error = rd_kafka_event_error(answer.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return asker.failure_of(error);
  std::size_t n = 0;
  const auto** results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(answer.get()), &n);
  std::vector<Creation> out;
  for (std::size_t i = 0; i < n; ++i) {
    Creation one{.name = text_of(rd_kafka_topic_result_name(results[i]))};
    const auto error = rd_kafka_topic_result_error(results[i]);
    one.created = error == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (!one.created && error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      const auto told = text_of(rd_kafka_topic_result_error_string(results[i]));
      one.why = told.empty() ? rd_kafka_err2str(error) : told;
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::variant<std::vector<Description>, net::Failure> describe_topics(const net::kafka::Properties& connection,
                                                                     const std::vector<TopicPlan>& plans) {
  Asker asker(connection);
  if (!asker.stands()) return asker.failure();
  std::vector<Description> out;
  std::optional<net::Failure> failure;
  for (const auto& plan : plans) {
    out.push_back({.name = plan.name});
    if (!ask_partitions(asker, out.back(), failure)) return *failure;
    if (out.back().why.empty() && !plan.config.empty()) ask_configs(asker, plan, out.back());
  }
  return out;
}

}  // namespace outcry::outputs::kafka
