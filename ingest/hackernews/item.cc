#include "ingest/hackernews/item.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "ingest/record/html.h"

namespace outcry::ingest::hackernews {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kSite = "https://news.ycombinator.com/";
constexpr std::int64_t kLastSecond = 9'214'646'400;  ///< 2262-01-01
constexpr Number kLastNumber = 1'000'000'000'000;
constexpr std::size_t kMostChanged = 1'000;

std::optional<std::int64_t> whole(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

bool flag_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_boolean() && found->get<bool>();
}

std::optional<Number> number_of(const Json& json) {
  if (!json.is_number_unsigned()) return std::nullopt;
  const auto out = json.get<Number>();
  return out == 0 || out > kLastNumber ? std::nullopt : std::optional(out);
}

/// Title, line break, text.
std::string words_of(const Json& json) {
  std::string out;
  append_unescaped(text_of(json, "title"), out);
  const auto text = text_of(json, "text");
  if (!out.empty() && !text.empty()) out += '\n';
  append_html(text, out);
  return out;
}

std::string line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string removal_of(Number number, std::optional<EventTime> time) {
  Json out{{"id", page_of(number)}, {"deleted", true}};
  if (time) out["time"] = format_utc(*time);
  return line(out);
}

std::string record_of(const Json& json, Number number, EventTime time, const std::string& words) {
  Json out{{"id", page_of(number)}, {"time", format_utc(time)}, {"text", words}, {"link", page_of(number)}};
  if (const auto by = text_of(json, "by"); !by.empty()) {
    out["author"] = std::string(kSite) + "user?id=" + by;
    out["author_name"] = by;
  }
  if (const auto parent = json.find("parent"); parent != json.end())
    if (const auto above = number_of(*parent)) out["reply_to"] = page_of(*above);
  return line(out);
}

/// Answers are flat or nearly so: what is nested deeper than any item is refused before a tree is made of it.
Json parsed(std::string_view body) {
  return Json::parse(
      body, [](int depth, Json::parse_event_t, Json&) { return depth <= 8; }, false);
}

}  // namespace

std::string page_of(Number number) { return std::string(kSite) + "item?id=" + std::to_string(number); }

Result<std::optional<Item>> read_item(std::string_view body, Number number) {
  const Json json = parsed(body);
  if (json.is_discarded()) return Errc::bad_json;
  if (json.is_null()) return std::optional<Item>();
  if (!json.is_object()) return Errc::not_an_object;
  const auto id = json.find("id");
  if (id == json.end() || number_of(*id) != number) return Errc::unknown_record;
  Item out;
  const auto seconds = whole(json, "time");
  if (seconds && *seconds > 0 && *seconds < kLastSecond) out.time = EventTime(std::chrono::seconds(*seconds));
  out.gone = flag_of(json, "deleted") || flag_of(json, "dead");
  if (!out.time && !out.gone) return Errc::no_time;
  if (out.gone) {
    out.record = removal_of(number, out.time);
    return std::optional(std::move(out));
  }
  const auto words = words_of(json);
  if (words.empty()) return Errc::no_text;
  out.record = record_of(json, number, *out.time, words);
  return std::optional(std::move(out));
}

Result<Number> read_highest(std::string_view body) {
  const auto number = number_of(parsed(body));
  if (!number) return Errc::unknown_record;
  return *number;
}

Result<std::vector<Number>> read_changed(std::string_view body) {
  const Json json = parsed(body);
  const auto items = json.is_object() ? json.find("items") : json.end();
  if (!json.is_object() || items == json.end() || !items->is_array()) return Errc::unknown_record;
  std::vector<Number> out;
  for (const auto& item : *items) {
    const auto number = number_of(item);
    if (number && out.size() < kMostChanged) out.push_back(*number);
  }
  return out;
}

}  // namespace outcry::ingest::hackernews
