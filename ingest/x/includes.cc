#include "ingest/x/includes.h"

#include <algorithm>

#include "ingest/record/times.h"

namespace outcry::ingest::x {

void Includes::clear() {
  bytes_.clear();
  users_.clear();
  places_.clear();
}

Errc Includes::read(od::value& value) {
  return each_field(value, [this](const char* key, od::value& list) {
    if (is_key(key, "users")) return each_element(list, [this](od::value& user) { return read_user(user); });
    if (is_key(key, "places")) return each_element(list, [this](od::value& place) { return read_place(place); });
    return kFine;
  });
}

Errc Includes::read_user(od::value& value) {
  std::string_view id;
  std::string_view name;
  std::string_view since;
  const Errc fault = each_field(value, [&](const char* key, od::value& field) {
    if (is_key(key, "id")) return take_id(field, id);
    if (is_key(key, "created_at")) return take_id(field, since);
    return is_key(key, "username") ? take_text(field, name) : kFine;
  });
  if (fault == kFine) users_.push_back(keep(id, name, since));
  return fault;
}

Errc Includes::read_place(od::value& value) {
  std::string_view id;
  std::string_view country;
  std::string_view name;
  const Errc fault = each_field(value, [&](const char* key, od::value& field) {
    if (is_key(key, "id")) return take_id(field, id);
    if (is_key(key, "country_code")) return take_text(field, country);
    return is_key(key, "full_name") ? take_text(field, name) : kFine;
  });
  if (fault == kFine) places_.push_back(keep(id, country, name));
  return fault;
}

Includes::Row Includes::keep(std::string_view id, std::string_view first, std::string_view second) {
  Row row;
  row.id = bytes_.size();
  bytes_ += id;
  row.first = bytes_.size();
  bytes_ += first;
  row.second = bytes_.size();
  bytes_ += second;
  row.end = bytes_.size();
  return row;
}

std::string_view Includes::id_of(const Row& row) const {
  return std::string_view(bytes_).substr(row.id, row.first - row.id);
}

void Includes::sort() {
  const auto id = [this](const Row& row) { return id_of(row); };
  std::ranges::stable_sort(users_, {}, id);
  std::ranges::stable_sort(places_, {}, id);
}

const Includes::Row* Includes::find(const std::vector<Row>& rows, std::string_view id) const {
  const auto found = std::ranges::lower_bound(rows, id, {}, [this](const Row& row) { return id_of(row); });
  return found != rows.end() && id_of(*found) == id ? &*found : nullptr;
}

std::string_view Includes::username(std::string_view user_id) const {
  const auto* row = find(users_, user_id);
  return row == nullptr ? std::string_view() : std::string_view(bytes_).substr(row->first, row->second - row->first);
}

std::optional<EventTime> Includes::user_since(std::string_view user_id) const {
  const auto* row = find(users_, user_id);
  if (row == nullptr || row->second == row->end) return std::nullopt;
  return read_time(std::string_view(bytes_).substr(row->second, row->end - row->second));
}

Includes::Place Includes::place(std::string_view place_id) const {
  const auto* row = find(places_, place_id);
  if (row == nullptr) return {};
  const std::string_view bytes(bytes_);
  return {bytes.substr(row->first, row->second - row->first), bytes.substr(row->second, row->end - row->second)};
}

}  // namespace outcry::ingest::x
