#include "ingest/nostr/cursor.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace outcry::ingest::nostr {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kLastSecond = 9'214'646'400;  ///< 2262-01-01

std::optional<EventTime> time_of(const Json& seconds) {
  if (!seconds.is_number_integer()) return std::nullopt;
  const auto count = seconds.get<std::int64_t>();
  if (count < 0 || count > kLastSecond) return std::nullopt;
  return EventTime(std::chrono::seconds(count));
}

std::int64_t seconds_of(EventTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace

Place Cursor::of(const std::string& relay) const {
  const auto found = relays.find(relay);
  return found == relays.end() ? Place{first, false} : found->second;
}

std::string Cursor::to_json() const {
  Json out{{"first", seconds_of(first)}, {"relays", Json::object()}};
  for (const auto& [relay, place] : relays)
    out["relays"][relay] = Json{{"until", seconds_of(place.until)}, {"resumes", place.resumes}};
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Cursor> Cursor::from_json(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return Errc::corrupt;
  const auto first = time_of(json.value("first", Json()));
  const auto relays = json.value("relays", Json());
  if (!first || !relays.is_object()) return Errc::corrupt;
  Cursor out;
  out.first = *first;
  for (const auto& [relay, place] : relays.items()) {
    if (!place.is_object()) return Errc::corrupt;
    const auto until = time_of(place.value("until", Json()));
    const auto resumes = place.value("resumes", Json());
    if (!until || !resumes.is_boolean()) return Errc::corrupt;
    out.relays[relay] = {*until, resumes.get<bool>()};
  }
  return out;
}

}  // namespace outcry::ingest::nostr
