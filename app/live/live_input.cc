#include "app/live/live_input.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace outcry::app {

using Json = nlohmann::json;

Result<void> LiveInput::resume(std::string_view position) {
  const auto json = Json::parse(position, nullptr, false);
  if (json.is_array()) return Errc::mismatch;
  if (!json.is_object()) return Errc::corrupt;
  for (const auto& [source, cursor] : json.items()) cursors_[source] = cursor.dump();
  return {};
}

std::string LiveInput::position() const {
  Json out = Json::object();
  for (const auto& [source, cursor] : cursors_) out[source] = Json::parse(cursor, nullptr, false);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string LiveInput::cursor(const std::string& source) const {
  const auto found = cursors_.find(source);
  return found == cursors_.end() ? "" : found->second;
}

std::vector<std::string> LiveInput::others(const std::vector<std::string>& sources) const {
  std::vector<std::string> out;
  for (const auto& [source, cursor] : cursors_)
    if (std::ranges::find(sources, source) == sources.end()) out.push_back(source);
  return out;
}

void LiveInput::keep_only(const std::vector<std::string>& sources) {
  std::erase_if(cursors_, [&](const auto& it) { return std::ranges::find(sources, it.first) == sources.end(); });
}

}  // namespace outcry::app
