#include "net/kafka.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace outcry::net::kafka {
namespace {

constexpr std::size_t kLongestTopic = 249;
constexpr std::size_t kErrorText = 512;
constexpr const char* kUsualMechanism = "PLAIN";

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

bool uses_sasl(const Settings& settings) { return settings.text("protocol").starts_with("sasl"); }
bool uses_tls(const Settings& settings) { return settings.text("protocol").ends_with("ssl"); }

}  // namespace

Setting brokers_setting() {
  return {.key = "brokers", .type = SettingType::texts, .meaning = "host:port of one or more brokers", .needed = true};
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
           .usual = kUsualMechanism,
           .words = "PLAIN SCRAM-SHA-256 SCRAM-SHA-512"},
          {.key = "user", .type = SettingType::text, .meaning = "with sasl"},
          {.key = "password", .type = SettingType::secret, .meaning = "with sasl"},
          {.key = "ca",
           .type = SettingType::path,
           .meaning = "certificates that brokers are judged by; otherwise the system's"},
          {.key = "certificate", .type = SettingType::path, .meaning = "of this client, where brokers ask for one"},
          {.key = "key", .type = SettingType::path, .meaning = "of that certificate"}};
}

std::vector<SettingFault> connection_faults(const Settings& settings) {
  std::vector<SettingFault> out;
  const auto& brokers = settings.texts("brokers");
  for (std::size_t i = 0; i < brokers.size(); ++i)
    if (!is_broker(brokers[i])) out.push_back({"brokers", "'brokers': '" + brokers[i] + "' is no HOST:PORT", i});
  const bool has_user = !settings.text("user").empty() && !settings.text("password").empty();
  if (uses_sasl(settings) && !has_user)
    out.push_back({"protocol", "'protocol' is sasl, which needs 'user' and 'password'"});
  for (const auto* key : {"ca", "certificate", "key"})
    if (!uses_tls(settings) && !settings.text(key).empty())
      out.push_back({key, "'" + std::string(key) + "' is only used with 'protocol' ssl or sasl_ssl"});
  for (const auto& [key, usual] : {std::pair{"mechanism", kUsualMechanism}, {"user", ""}, {"password", ""}})
    if (!uses_sasl(settings) && settings.text(key) != usual)
      out.push_back({key, "'" + std::string(key) + "' is only used with 'protocol' sasl_ssl or sasl_plaintext"});
  if (settings.text("certificate").empty() != settings.text("key").empty())
    out.push_back({settings.text("key").empty() ? "certificate" : "key", "'certificate' and 'key' go together"});
  return out;
}

Properties connection_properties(const Settings& settings) {
  Properties out{{"bootstrap.servers", joined(settings.texts("brokers"))},
                 {"client.id", "outcry"},
                 {"allow.auto.create.topics", "false"},
                 {"reconnect.backoff.max.ms", "2000"},
                 {"socket.keepalive.enable", "true"},
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

bool is_topic(std::string_view name) {
  const auto is_legal = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return !name.empty() && name.size() <= kLongestTopic && name != "." && name != ".." &&
         std::ranges::all_of(name, is_legal);
}

bool is_fatal(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return true;
    default:
      return false;
  }
}

Fault fault_of(rd_kafka_resp_err_t error) {
  if (is_fatal(error)) return Fault::fatal;
  return error < 0 ? Fault::network : Fault::server;
}

Owned<rd_kafka_conf_t> conf_of(const Properties& properties, std::string& why) {
  Owned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  std::array<char, kErrorText> text{};
  for (const auto& [name, value] : properties) {
    const auto set = rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), text.data(), text.size());
    if (set == RD_KAFKA_CONF_OK) continue;
    why = "librdkafka does not take what it is given as " + name;
    return nullptr;
  }
  rd_kafka_conf_set_log_cb(conf.get(), [](const rd_kafka_t*, int, const char*, const char*) {});
  return conf;
}

}  // namespace outcry::net::kafka
