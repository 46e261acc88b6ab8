#include "model/settings.h"

#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace outcry {
namespace {

Settings::Value usual_value(const Setting& setting) {
  switch (setting.type) {
    case SettingType::texts:
    case SettingType::addresses:
      return words_of(setting.usual);
    case SettingType::flag:
      return setting.usual == "true";
    case SettingType::duration:
      return milliseconds_of(setting.usual);
    case SettingType::number: {
      std::int64_t out = 0;
      std::from_chars(setting.usual.data(), setting.usual.data() + setting.usual.size(), out);
      return out;
    }
    default:
      return std::string(setting.usual);
  }
}

}  // namespace

std::int64_t milliseconds_of(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> kUnits{
      {{"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(read.ptr, static_cast<std::size_t>(text.data() + text.size() - read.ptr));
  for (const auto& [name, factor] : kUnits)
    if (name == unit) return number * factor;
  return 0;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Settings::Settings(const std::vector<Setting>& listed) {
  for (const auto& setting : listed) set(setting.key, usual_value(setting));
}

const Settings::Value& Settings::at(std::string_view key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) throw std::out_of_range("no setting '" + std::string(key) + "'");
  return found->second;
}

}  // namespace outcry
