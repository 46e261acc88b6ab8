#include "app/config/settings_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/config/secret.h"
#include "net/url.h"

namespace outcry::app {
namespace {

class SettingsTable {
 public:
  SettingsTable(TableReader& table, const std::string& folder, const Environment& environment)
      : table_(table), folder_(folder), environment_(environment) {}

  void read(const Setting& setting, Settings& out) {
    out.set(setting.key, value(setting, out));
    // What is no address at all is told already.
    const bool is_judged = setting.type == SettingType::address;
    if (setting.needed && !is_judged && table_.is_empty_text(setting.key))
      fault(table_.value_place(setting.key), fmt::format("'{}' in {} is empty", setting.key, table_.label()),
            hint(setting));
    if (setting.needed && !table_.has(setting.key)) {
      table_.faults().missing(table_.place(), fmt::format("'{}' is missing in {}", setting.key, table_.label()),
                              hint(setting));
    }
  }

 private:
  Settings::Value value(const Setting& setting, const Settings& usual) {
    const auto key = setting.key;
    switch (setting.type) {
      case SettingType::text:
        return table_.text(key, usual.text(key));
      case SettingType::word:
        return table_.choice(key, usual.text(key), words_of(setting.words));
      case SettingType::flag:
        return table_.flag(key, usual.flag(key));
      case SettingType::number:
        return table_.integer(key, usual.number(key), {setting.least, setting.most});
      case SettingType::duration:
        return table_
            .duration<std::chrono::milliseconds>(
                key, usual.duration(key),
                {std::chrono::milliseconds(setting.least), std::chrono::milliseconds(setting.most)})
            .count();
      case SettingType::texts:
        return texts(setting, usual);
      case SettingType::address:
        return address(setting, usual);
      case SettingType::addresses:
        return addresses(setting, usual);
      case SettingType::path:
        return path(setting, usual);
      case SettingType::secret:
        return secret(setting);
    }
    return {};
  }

  std::vector<std::string> texts(const Setting& setting, const Settings& usual) {
    const auto texts = table_.texts(setting.key);
    if (!table_.has(setting.key)) return usual.texts(setting.key);
    std::vector<std::string> out;
    for (const auto& text : texts) out.push_back(text.value);
    if (out.empty() && setting.needed)
      fault(table_.value_place(setting.key), fmt::format("'{}' in {} is empty", setting.key, table_.label()),
            hint(setting));
    return out;
  }

  std::string address(const Setting& setting, const Settings& usual) {
    const auto text = table_.text(setting.key);
    if (!text) return usual.text(setting.key);
    if (is_secret_reference(text->value)) return secret_address(setting, text->at);
    return is_address(setting, *text) ? text->value : usual.text(setting.key);
  }

  /// Of an address that is a secret itself, as those of chats are.
  std::string secret_address(const Setting& setting, const Place& at) {
    auto out = secret(setting);
    if (out.empty() || is_address(setting, out)) return out;
    table_.faults().error_unshown(
        at,
        fmt::format("what '{}' in {} points to is no address of the form {}://host", setting.key, table_.label(),
                    fmt::join(words_of(setting.words), "://host or ")),
        "write it without user, password or fragment");
    return "";
  }

  std::vector<std::string> addresses(const Setting& setting, const Settings& usual) {
    const auto texts = table_.texts(setting.key);
    if (!table_.has(setting.key)) return usual.texts(setting.key);
    std::vector<std::string> out;
    for (const auto& text : texts)
      if (is_address(setting, text)) out.push_back(text.value);
    if (texts.empty()) {
      fault(table_.value_place(setting.key), fmt::format("'{}' in {} is empty", setting.key, table_.label()),
            setting.needed ? "name at least one" : "name at least one, or leave the key out");
    }
    return out;
  }

  /// Of an address what is no secret: its host. "" when that cannot be told.
  static std::string without_path(const std::string& text) {
    const auto mark = text.find("://");
    if (mark == std::string::npos) return "";
    const auto out = text.substr(0, text.find_first_of("/?#", mark + 3));
    return out.find('@') == std::string::npos ? out : "";
  }

  static bool is_address(const Setting& setting, const std::string& text) {
    const auto schemes = words_of(setting.words);
    return net::parse_url(text) && std::ranges::find(schemes, text.substr(0, text.find("://"))) != schemes.end();
  }

  bool is_address(const Setting& setting, const Text& text) {
    if (is_address(setting, text.value)) return true;
    const auto shown = without_path(text.value);
    const auto what = fmt::format("'{}' in {} is no address of the form {}://host", setting.key, table_.label(),
                                  fmt::join(words_of(setting.words), "://host or "));
    const std::string hint = "write it without user, password or fragment";
    if (!shown.empty() && shown == text.value)
      fault(text.at, fmt::format("'{}' in {}", shown, what), hint);
    else
      table_.faults().error_unshown(text.at, shown.empty() ? what : fmt::format("'{}/...' in {}", shown, what), hint);
    return false;
  }

  std::string path(const Setting& setting, const Settings& usual) {
    const auto text = table_.text(setting.key);
    return text ? resolve_path(text->value, folder_, environment_) : usual.text(setting.key);
  }

  std::string secret(const Setting& setting) { return read_secret(table_, setting.key, folder_, environment_); }

  static std::string hint(const Setting& setting) { return fmt::format("it is: {}", setting.meaning); }

  void fault(const Place& place, std::string message, std::string hint) {
    table_.faults().error(place, std::move(message), std::move(hint));
  }

  TableReader& table_;
  const std::string& folder_;
  const Environment& environment_;
};

}  // namespace

Settings read_settings(TableReader& table, const std::vector<Setting>& listed, const std::string& folder,
                       const Environment& environment) {
  Settings out(listed);
  SettingsTable reader(table, folder, environment);
  for (const auto& setting : listed) reader.read(setting, out);
  return out;
}

}  // namespace outcry::app
