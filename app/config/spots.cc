#include "app/config/spots.h"

#include "app/config/reader.h"

namespace outcry::app {

const Spot& Spots::of(std::string_view key, std::optional<std::size_t> entry) const {
  const auto list = entries.find(key);
  if (entry && list != entries.end() && *entry < list->second.size()) return list->second[*entry];
  const auto found = keys.find(key);
  return found == keys.end() ? table : found->second;
}

Spots spots_of(const TableReader& table) {
  const auto spot = [](const Place& place) {
    return Spot{place.line, place.column, place.file == nullptr ? "" : place.file->line(place.line)};
  };
  Spots out{.table = spot(table.place())};
  for (const auto& key : table.keys()) {
    out.keys.emplace(key, spot(table.place_of(key)));
    for (const auto& place : table.text_places(key)) out.entries[key].push_back(spot(place));
  }
  return out;
}

}  // namespace outcry::app
