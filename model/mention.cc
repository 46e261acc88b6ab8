#include "model/mention.h"

#include <algorithm>

namespace outcry {
namespace {

constexpr std::array<std::string_view, kIntents> kIntentNames{
    "report", "question", "recovery", "planned", "official", "news", "workaround", "individual", "joke", "other"};

}  // namespace

std::string_view name(Intent intent) { return kIntentNames[static_cast<std::size_t>(intent)]; }

std::optional<Intent> intent_of(std::string_view name) {
  const auto it = std::ranges::find(kIntentNames, name);
  if (it == kIntentNames.end()) return std::nullopt;
  return static_cast<Intent>(it - kIntentNames.begin());
}

std::string_view name(Scope scope) {
  switch (scope) {
    case Scope::unknown:
      return "unknown";
    case Scope::complete:
      return "complete";
    case Scope::intermittent:
      return "intermittent";
  }
  return "unknown";
}

std::string_view name(Device device) {
  switch (device) {
    case Device::unknown:
      return "unknown";
    case Device::tv:
      return "tv";
    case Device::phone:
      return "phone";
    case Device::web:
      return "web";
    case Device::console:
      return "console";
    case Device::desktop:
      return "desktop";
  }
  return "unknown";
}

}  // namespace outcry
