#include "ingest/kafka/options.h"

#include <algorithm>
#include <charconv>

#include "ingest/format_settings.h"

namespace outcry::ingest::kafka {
namespace {

constexpr std::size_t kLongestTopic = 249;  ///< Kafka's own bound

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ",") + text;
  return out;
}

bool is_broker(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || text.find_first_of(", /\t") != std::string::npos) return false;
  unsigned port = 0;
  const auto read = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && port > 0 && port < 65'536;
}

bool is_topic(const std::string& name) {
  const auto is_legal = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return !name.empty() && name.size() <= kLongestTopic && name != "." && name != ".." &&
         std::ranges::all_of(name, is_legal);
}

bool uses_sasl(const Settings& settings) { return settings.text("protocol").starts_with("sasl"); }
bool uses_tls(const Settings& settings) { return settings.text("protocol").ends_with("ssl"); }

Properties properties_of(const Settings& settings) {
  Properties out{{"bootstrap.servers", joined(settings.texts("brokers"))},
                 {"client.id", "outcry"},
                 {"group.id", settings.text("group")},
                 {"enable.auto.commit", "false"},
                 {"enable.auto.offset.store", "false"},
                 {"auto.offset.reset", "error"},
                 {"enable.partition.eof", "true"},
                 {"allow.auto.create.topics", "false"},
                 {"queued.min.messages", "1000"},
                 {"queued.max.messages.kbytes", "1024"},
                 {"reconnect.backoff.max.ms", "2000"},
                 {"socket.keepalive.enable", "true"},
                 {"max.poll.interval.ms", "86400000"},
                 {"security.protocol", settings.text("protocol")}};
  const auto add_path = [&](const char* property, const char* key) {
    if (!settings.text(key).empty()) out.emplace_back(property, settings.text(key));
  };
  if (uses_tls(settings)) {
    add_path("ssl.ca.location", "ca");
    add_path("ssl.certificate.location", "certificate");
    add_path("ssl.key.location", "key");
  }
  if (uses_sasl(settings)) {
    out.emplace_back("sasl.mechanism", settings.text("mechanism"));
    out.emplace_back("sasl.username", settings.text("user"));
    out.emplace_back("sasl.password", settings.text("password"));
  }
  return out;
}

std::vector<Setting> security_settings() {
  return {{.key = "protocol",
           .type = SettingType::word,
           .meaning = "how brokers are spoken to",
           .usual = "plaintext",
           .words = "plaintext ssl sasl_plaintext sasl_ssl"},
          {.key = "mechanism",
           .type = SettingType::word,
           .meaning = "how a user is known, with sasl",
           .usual = "PLAIN",
           .words = "PLAIN SCRAM-SHA-256 SCRAM-SHA-512"},
          {.key = "user", .type = SettingType::text, .meaning = "with sasl"},
          {.key = "password", .type = SettingType::secret, .meaning = "with sasl"},
          {.key = "ca",
           .type = SettingType::path,
           .meaning = "certificates that brokers are judged by; otherwise the system's"},
          {.key = "certificate", .type = SettingType::path, .meaning = "of this client, where brokers ask for one"},
          {.key = "key", .type = SettingType::path, .meaning = "of that certificate"}};
}

}  // namespace

std::vector<Setting> kafka_settings() {
  std::vector<Setting> out{
      {.key = "brokers", .type = SettingType::texts, .meaning = "host:port of one or more brokers", .needed = true},
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
  for (const auto& setting : security_settings()) out.push_back(setting);
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
  for (const auto& broker : settings.texts("brokers"))
    if (!is_broker(broker)) out.push_back("'brokers': '" + broker + "' is no HOST:PORT");
  for (const auto& topic : settings.texts("topics"))
    if (!is_topic(topic)) out.push_back("'topics': '" + topic + "' is no name of a topic; patterns are not taken");
  const bool has_user = !settings.text("user").empty() && !settings.text("password").empty();
  if (uses_sasl(settings) && !has_user) out.emplace_back("'protocol' is sasl, which needs 'user' and 'password'");
  if (!uses_sasl(settings) && !settings.text("password").empty())
    out.emplace_back("'password' is only used with 'protocol' sasl_ssl or sasl_plaintext");
  if (settings.text("certificate").empty() != settings.text("key").empty())
    out.emplace_back("'certificate' and 'key' go together");
  return out;
}

}  // namespace outcry::ingest::kafka
