#include "outputs/fields.h"

#include <cmath>
#include <limits>

#include "model/post.h"
#include "outputs/safe_text.h"

namespace outcry::outputs {

const Json& member(const Json& object, std::string_view key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

std::string_view raw_text(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  return value.is_string() ? std::string_view(value.get_ref<const std::string&>()) : std::string_view();
}

std::string text(const Json& object, std::string_view key) { return harmless(raw_text(object, key)); }

std::optional<std::uint64_t> known_whole(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (!value.is_number_integer()) return std::nullopt;
  const auto number = value.get<std::int64_t>();
  if (number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(number);
}

std::uint64_t whole(const Json& object, std::string_view key) { return known_whole(object, key).value_or(0); }

double number(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

std::optional<double> known_number(const Json& object, std::string_view key) {
  const double value = number(object, key);
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

bool is_set(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::optional<EventTime> time(const Json& object, std::string_view key) { return parse_rfc3339(raw_text(object, key)); }

const Json& list(const Json& object, std::string_view key) {
  static const Json kEmpty = Json::array();
  const Json& value = member(object, key);
  return value.is_array() ? value : kEmpty;
}

std::string post_link(const Json& post) {
  const auto own = raw_text(post, "link");
  return own.empty() ? page_of_at_uri(raw_text(post, "id")) : std::string(own);
}

void add_link(Json& post) {
  if (!post.is_object() || !raw_text(post, "link").empty()) return;
  const std::string link = post_link(post);
  post["link"] = link.empty() ? Json(nullptr) : Json(link);
}

void add_links(Json& incident) {
  const auto add = [](Json& object, const char* list) {
    const auto posts = object.find(list);
    if (posts == object.end() || !posts->is_array()) return;
    for (Json& post : *posts) add_link(post);
  };
  add(incident, "samples");
  add(incident, "tips");
  if (const auto official = incident.find("official"); official != incident.end()) add(*official, "posts");
}

Json shown_incident(const std::string& stored) {
  Json out = Json::parse(stored);
  add_links(out);
  return out;
}

}  // namespace outcry::outputs
