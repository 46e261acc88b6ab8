#include "ingest/kafka/options.h"

#include <utility>

#include "ingest/format_settings.h"

namespace outcry::ingest::kafka {
namespace {

net::kafka::Properties properties_of(const Settings& settings) {
  auto out = net::kafka::connection_properties(settings);
  const net::kafka::Properties own{{"group.id", settings.text("group")},   {"enable.auto.commit", "false"},
                                   {"enable.auto.offset.store", "false"},  {"auto.offset.reset", "error"},
                                   {"enable.partition.eof", "true"},       {"queued.min.messages", "1000"},
                                   {"queued.max.messages.kbytes", "1024"}, {"max.poll.interval.ms", "86400000"}};
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

}  // namespace

std::vector<Setting> kafka_settings() {
  std::vector<Setting> out{
      net::kafka::brokers_setting(),
      {.key = "topics", .type = SettingType::texts, .meaning = "what is read, all partitions of it", .needed = true},
      {.key = "backfill",
       .type = SettingType::duration,
       .meaning = "how far back the first start reads",
       .usual = "24h",
       .most = milliseconds_of("36500d")},
      {.key = "group", .type = SettingType::text, .meaning = "the group that brokers are told", .usual = "outcry"},
      {.key = "refresh",
       .type = SettingType::duration,
       .meaning = "how often new partitions are looked for",
       .usual = "30s",
       .least = 1000,
       .most = milliseconds_of("1h")}};
  for (const auto& setting : format_settings("ndjson")) out.push_back(setting);
  for (const auto& setting : net::kafka::security_settings()) out.push_back(setting);
  return out;
}

KafkaOptions options_of(const Settings& settings) {
  KafkaOptions out;
  out.properties = properties_of(settings);
  out.host = settings.texts("brokers").empty() ? "" : settings.texts("brokers").front();
  out.topics = settings.texts("topics");
  out.layout = layout_of(settings);
  out.backfill = settings.duration("backfill");
  out.refresh = settings.duration("refresh");
  return out;
}

std::vector<std::string> kafka_faults(const Settings& settings, const Catalog& catalog) {
  auto out = format_faults(settings, catalog);
  if (settings.text("format").empty()) out.emplace_back("'format' is empty; a topic does not show what is in it");
  if (settings.text("group").empty()) out.emplace_back("'group' is empty; any name will do");
  for (const auto& topic : settings.texts("topics"))
    if (!net::kafka::is_topic(topic))
      out.push_back("'topics': '" + topic + "' is no name of a topic; patterns are not taken");
  for (auto& fault : net::kafka::connection_faults(settings)) out.push_back(std::move(fault.what));
  return out;
}

}  // namespace outcry::ingest::kafka
