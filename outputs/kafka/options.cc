#include "outputs/kafka/options.h"

#include <array>
#include <string_view>
#include <utility>

namespace outcry::outputs::kafka {
namespace {

/// In the order of TopicPlace.
constexpr std::array<std::string_view, kTopics> kSuffixes{".incident-events", ".incidents", ".services",
                                                          ".feeds",           ".heartbeat", ".signals"};

/// Of every producer.
net::kafka::Properties writing_properties(const KafkaSinkOptions& options) {
  auto out = options.connection;
  const net::kafka::Properties own{{"acks", "all"},
                                   {"compression.codec", options.compression},
                                   {"linger.ms", "2"},
                                   {"partitioner", "murmur2_random"},
                                   {"socket.nagle.disable", "true"}};
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

}  // namespace

std::vector<Setting> kafka_settings() {
  std::vector<Setting> out{net::kafka::brokers_setting(),
                           {.key = "prefix",
                            .type = SettingType::text,
                            .meaning = "what the names of the topics begin with",
                            .usual = "outcry"},
                           {.key = "compression",
                            .type = SettingType::word,
                            .meaning = "of what is sent",
                            .usual = "zstd",
                            .words = "none gzip lz4 snappy zstd"},
                           {.key = "heartbeat",
                            .type = SettingType::duration,
                            .meaning = "how often it says that it is alive, and looks how the feeds stand",
                            .usual = "30s",
                            .least = 1000,
                            .most = milliseconds_of("1h")},
                           {.key = "signals",
                            .type = SettingType::flag,
                            .meaning = "what was counted and expected of each service, window by window",
                            .usual = "false"}};
  for (const auto& setting : net::kafka::security_settings()) out.push_back(setting);
  return out;
}

std::vector<SettingFault> kafka_faults(const Settings& settings) {
  auto out = net::kafka::connection_faults(settings);
  const auto& prefix = settings.text("prefix");
  if (!net::kafka::is_topic(prefix + std::string(kSuffixes[kEvents])) || prefix.empty())
    out.push_back(
        {"prefix", "'prefix': '" + prefix + "' begins no name of a topic; it has letters, digits, '.', '_' and '-'"});
  return out;
}

KafkaSinkOptions options_of(const Settings& settings) {
  KafkaSinkOptions out{.connection = net::kafka::connection_properties(settings),
                       .compression = settings.text("compression"),
                       .signals = settings.flag("signals"),
                       .heartbeat = settings.duration("heartbeat")};
  for (const auto suffix : kSuffixes) out.topics.push_back(settings.text("prefix") + std::string(suffix));
  return out;
}

net::kafka::Properties producer_properties(const KafkaSinkOptions& options) {
  auto out = writing_properties(options);
  const net::kafka::Properties own{{"enable.idempotence", "true"},
                                   {"enable.gapless.guarantee", "true"},
                                   {"max.in.flight.requests.per.connection", "1"},
                                   {"message.timeout.ms", "0"}};
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

net::kafka::Properties beat_properties(const KafkaSinkOptions& options, std::chrono::milliseconds patience) {
  auto out = writing_properties(options);
  const net::kafka::Properties own{{"message.timeout.ms", std::to_string(patience.count())},
                                   {"topic.metadata.propagation.max.ms", "1000"}};
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

net::kafka::Properties consumer_properties(const KafkaSinkOptions& options) {
  auto out = options.connection;
  const net::kafka::Properties own{
      {"group.id", "outcry"},          {"enable.auto.commit", "false"}, {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "error"},  {"fetch.wait.max.ms", "50"},     {"isolation.level", "read_uncommitted"},
      {"enable.partition.eof", "true"}};
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

}  // namespace outcry::outputs::kafka
