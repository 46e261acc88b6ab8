#include "outputs/delivery/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "outputs/fields.h"
#include "outputs/verdict.h"

namespace outcry::outputs::delivery {
namespace {

constexpr std::array<std::string_view, 4> kSeverities{"minor", "moderate", "major", "extreme"};

bool names(const std::vector<std::string>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool is_there(const std::vector<std::string>& wanted, const Json& regions) {
  return std::ranges::any_of(regions, [&](const Json& region) { return names(wanted, raw_text(region, "code")); });
}

}  // namespace

bool Filter::is_new_and_wanted(const Json& incident) const {
  const Json& service = member(incident, "service");
  if (!options_.services.empty() && !names(options_.services, raw_text(service, "slug"))) return false;
  if (!options_.categories.empty() && !names(options_.categories, raw_text(service, "category"))) return false;
  if (!options_.regions.empty() && !is_there(options_.regions, list(incident, "regions"))) return false;
  return known_whole(member(incident, "severity"), "level").value_or(4) >= options_.least_severity;
}

bool Filter::is_wanted_kind(const Json& incident, bool is_told) const {
  const auto type = raw_text(member(incident, "event"), "type");
  if (!is_told && names(options_.events, "opened")) {
    if (is_over(incident)) return false;
    if (raw_text(incident, "state") == "open" && (type == "updated" || type == "reopened")) return true;
  }
  return names(options_.events, type);
}

bool Filter::wants(const Json& event) {
  const Json& incident = member(event, "data");
  std::string id(raw_text(incident, "id"));
  if (const auto found = std::ranges::find(told_, id, &Told::incident); found != told_.end())
    std::rotate(found, found + 1, told_.end());
  const bool is_told = !told_.empty() && told_.back().incident == id && !begins(event);
  if (!is_wanted_kind(incident, is_told)) return false;
  if (raw_text(incident, "state") == "suspected" && !names(options_.events, "suspected")) return false;
  if (time(event, "time").value_or(EventTime::max()) < since_) return false;
  if (is_told || begins(event)) return true;
  if (!is_new_and_wanted(incident)) return false;
  told_.push_back({std::move(id), std::string(raw_text(event, "id"))});
  if (told_.size() > kMostTold) told_.pop_front();
  return true;
}

bool Filter::begins(const Json& event) const {
  const auto id = raw_text(event, "id");
  return !id.empty() && !told_.empty() && told_.back().begun_by == id;
}

std::string Filter::state() const {
  Json out{{"told", Json::array()}};
  for (const Told& one : told_) out["told"].push_back({one.incident, one.begun_by});
  if (since_ > EventTime{}) out["since"] = format_utc(since_);
  return out.dump();
}

void Filter::restore(std::string_view state) {
  const Json kept = Json::parse(state, nullptr, false);
  since_ = time(kept, "since").value_or(EventTime::min());
  told_.clear();
  for (const Json& one : list(kept, "told")) {
    const bool is_pair = one.is_array() && one.size() == 2 && one[0].is_string() && one[1].is_string();
    // What earlier versions kept names the incident alone.
    if (one.is_string()) told_.push_back({one.get<std::string>(), ""});
    if (is_pair) told_.push_back({one[0].get<std::string>(), one[1].get<std::string>()});
  }
}

const std::vector<Setting>& common_settings() {
  static const std::vector<Setting> kSettings{
      {.key = "services", .type = SettingType::texts, .meaning = "only these, by their slugs; all when left out"},
      {.key = "categories", .type = SettingType::texts, .meaning = "only services of these categories"},
      {.key = "regions",
       .type = SettingType::texts,
       .meaning = "only incidents with five reporters or more in one of these, such as US-TX"},
      {.key = "severity",
       .type = SettingType::word,
       .meaning = "only from this one on; what was told once is told to its end",
       .usual = "minor",
       .words = "minor moderate major extreme"},
      {.key = "events",
       .type = SettingType::texts,
       .meaning = "which kinds of events",
       .usual = "opened updated recovering resolved reopened merged"},
      {.key = "begin",
       .type = SettingType::word,
       .meaning = "a new sink is told what happens from now on, or all that the log has",
       .usual = "now",
       .words = "now first"},
      {.key = "include_text",
       .type = SettingType::flag,
       .meaning = "words of people go along; without it only numbers, ids and links do",
       .usual = "false"},
  };
  return kSettings;
}

Setting quiet_setting(std::string_view usual) {
  return {.key = "quiet_time",
          .type = SettingType::duration,
          .meaning = "messages for people: at most one in this time about one service, and one of what happens at once",
          .usual = usual,
          .least = 0,
          .most = milliseconds_of("24h")};
}

std::vector<SettingFault> end_faults(const Settings& settings, std::string_view otherwise) {
  std::vector<SettingFault> out;
  for (const auto* end : {"resolved", "merged"})
    if (!names(settings.texts("events"), end))
      out.push_back({"events", fmt::format("'events' has no \"{}\", without which {}; add it", end, otherwise)});
  return out;
}

FilterOptions filter_options(const Settings& settings) {
  const auto severity = std::ranges::find(kSeverities, settings.text("severity"));
  return {.services = settings.texts("services"),
          .categories = settings.texts("categories"),
          .regions = settings.texts("regions"),
          .least_severity = static_cast<std::uint64_t>(severity - kSeverities.begin()) + 1,
          .events = settings.texts("events")};
}

void take_texts_out(Json& json) {
  if (json.is_object()) json.erase("text");
  if (json.is_structured())
    for (Json& inner : json) take_texts_out(inner);
}

}  // namespace outcry::outputs::delivery
