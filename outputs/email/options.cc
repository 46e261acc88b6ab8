#include "outputs/email/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "outputs/safe_text.h"

namespace outcry::outputs::email {
namespace {

constexpr std::size_t kLongestAddress = 254;
constexpr std::size_t kLongestPrefix = 60;
constexpr std::string_view kInNames = "!#$%&'*+-/=?^_`{|}~.";

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_break(char c) { return c == '\r' || c == '\n'; }
bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) > 0x7E; }
bool is_in_a_name(char c) { return is_plain(c) || kInNames.find(c) != std::string_view::npos; }
bool is_in_a_host(char c) { return is_plain(c) || c == '-' || c == '.'; }

bool is_dotted(std::string_view text) {
  return !text.empty() && !text.starts_with('.') && !text.ends_with('.') && text.find("..") == std::string_view::npos;
}
bool is_name(std::string_view text) { return is_dotted(text) && std::ranges::all_of(text, is_in_a_name); }
bool is_host(std::string_view text) { return is_dotted(text) && std::ranges::all_of(text, is_in_a_host); }

/// What is wrong with an address, and what would be right; "" = nothing.
std::string fault_of_address(std::string_view address) {
  const auto at = address.rfind('@');
  if (std::ranges::any_of(address, is_break)) return "has a line break: write one address alone, such as name@host";
  if (address.find_first_of("<>\",;") != std::string_view::npos)
    return "has more than an address: write it alone, such as name@host, without a name of its owner";
  if (std::ranges::any_of(address, [](char c) { return c == ' ' || c == '\t'; }))
    return "has a space: write it as name@host";
  if (at == std::string_view::npos) return "has no @: write it as name@host";
  if (std::ranges::any_of(address, is_beyond_ascii))
    return "has letters beyond ASCII: write the host as xn--..., and take a name without them";
  if (address.size() > kLongestAddress) return fmt::format("is longer than {} characters", kLongestAddress);
  if (!is_name(address.substr(0, at)) || !is_host(address.substr(at + 1))) return "is no address such as name@host";
  return "";
}

bool is_server(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const auto host = text.substr(0, colon);
  const bool is_bracketed = host.size() > 2 && host.starts_with('[') && host.ends_with(']') &&
                            host.find_first_not_of("0123456789abcdefABCDEF:.", 1) == host.size() - 1;
  unsigned port = 0;
  const auto read = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  return (is_host(host) || is_bracketed) && read.ec == std::errc() && read.ptr == text.data() + text.size() &&
         port > 0 && port < 65'536;
}

void judge_address(const std::string& key, const std::string& address, std::optional<std::size_t> entry,
                   std::vector<SettingFault>& out) {
  if (const auto fault = fault_of_address(address); !fault.empty())
    out.push_back({key, fmt::format("'{}': '{}' {}", key, harmless(address), fault), entry});
}

Tls tls_of(const Settings& settings) {
  const auto& word = settings.text("tls");
  if (word == "none") return Tls::none;
  return word == "tls" ? Tls::from_start : Tls::starttls;
}

}  // namespace

std::vector<Setting> email_settings() {
  return {
      {.key = "server", .type = SettingType::text, .meaning = "host:port of the mail server", .needed = true},
      {.key = "tls",
       .type = SettingType::word,
       .meaning = "begun by a command, from the start, or not at all",
       .usual = "starttls",
       .words = "starttls tls none"},
      {.key = "user", .type = SettingType::text, .meaning = "who signs in; otherwise nobody does"},
      {.key = "password", .type = SettingType::secret, .meaning = "of that user"},
      {.key = "ca",
       .type = SettingType::path,
       .meaning = "certificates that the server is judged by; otherwise the system's"},
      {.key = "from", .type = SettingType::text, .meaning = "address of the sender", .needed = true},
      {.key = "to", .type = SettingType::texts, .meaning = "addresses of one recipient or more", .needed = true},
      {.key = "subject_prefix", .type = SettingType::text, .meaning = "what subjects begin with", .usual = "[outcry]"},
      {.key = "timeout",
       .type = SettingType::duration,
       .meaning = "for an attempt",
       .usual = "30s",
       .least = 1000,
       .most = 600'000}};
}

std::vector<SettingFault> email_faults(const Settings& settings) {
  std::vector<SettingFault> out;
  if (const auto& server = settings.text("server"); !server.empty() && !is_server(server))
    out.push_back(
        {"server", fmt::format("'server': '{}' is no HOST:PORT, such as mail.example.org:587", harmless(server))});
  if (const auto& from = settings.text("from"); !from.empty()) judge_address("from", from, std::nullopt, out);
  const auto& to = settings.texts("to");
  for (std::size_t i = 0; i < to.size(); ++i) judge_address("to", to[i], i, out);
  if (settings.text("user").empty() != settings.text("password").empty())
    out.push_back({settings.text("user").empty() ? "password" : "user",
                   "'user' and 'password' go together: give both, or leave both out"});
  if (settings.text("tls") == "none" && !settings.text("password").empty())
    out.push_back(
        {"password", "'password' is not sent without TLS: say tls = \"starttls\" or \"tls\", or leave it out"});
  const auto& prefix = settings.text("subject_prefix");
  if (std::ranges::any_of(prefix, is_break))
    out.push_back({"subject_prefix", "'subject_prefix' has a line break: write it in one line"});
  if (prefix.size() > kLongestPrefix)
    out.push_back(
        {"subject_prefix", fmt::format("'subject_prefix' is longer than {} bytes: shorten it", kLongestPrefix)});
  return out;
}

SmtpOptions smtp_options(const Settings& settings) {
  return {.server = settings.text("server"),
          .tls = tls_of(settings),
          .user = settings.text("user"),
          .password = settings.text("password"),
          .ca = settings.text("ca"),
          .from = settings.text("from"),
          .to = settings.texts("to"),
          .timeout = settings.duration("timeout")};
}

Envelope envelope_of(const Settings& settings) {
  return {settings.text("from"), settings.texts("to"), settings.text("subject_prefix")};
}

}  // namespace outcry::outputs::email
