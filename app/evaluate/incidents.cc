// SPDX-License-Identifier: Apache-2.0
#include "app/evaluate/incidents.h"

#include <nlohmann/json.hpp>

namespace outcry::evaluate {

namespace {

using Json = nlohmann::json;

constexpr std::uint32_t kFewestReporters = 5;  ///< fewer are no statement about a region or symptom

/// What the snapshot itself calls significant; logs without that word are judged by their counts.
bool stated(const Json& share) {
  return share.value("n", std::uint32_t{0}) >= kFewestReporters && share.value("significant", true);
}

Scope scope_of(const std::string& word) {
  if (word == name(Scope::complete)) return Scope::complete;
  return word == name(Scope::intermittent) ? Scope::intermittent : Scope::unknown;
}

/// What one in ten says of those who say how it fails is told, whether or not it is more than usual.
bool is_common(const Json& symptom, std::uint32_t said) {
  const auto n = symptom.value("n", std::uint32_t{0});
  return n >= kFewestReporters && 10 * n >= said;
}

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<EventTime> time_of(const Json& json, const char* key) { return parse_rfc3339(text_of(json, key)); }

void take_shape(const Json& data, ToldIncident& incident) {
  incident.regions.clear();
  for (const auto& region : data.value("regions", Json::array()))
    if (stated(region) && !text_of(region, "code").empty())
      incident.regions[text_of(region, "code")] = scope_of(text_of(region, "completeness"));
  incident.symptoms.clear();
  const Json symptoms = data.value("symptoms", Json::array());
  std::uint32_t said = 0;
  for (const auto& symptom : symptoms) said += symptom.value("n", std::uint32_t{0});
  for (const auto& symptom : symptoms)
    if (stated(symptom) || is_common(symptom, said)) incident.symptoms.insert(text_of(symptom, "slug"));
  incident.official_at = time_of(data.value("official", Json::object()), "first_at");
}

struct Reading {
  EventType type;
  EventTime at;
  const Json& data;
};

void take(const Reading& reading, ToldIncident& incident) {
  incident.service = text_of(reading.data.at("service"), "slug");
  incident.role = text_of(reading.data, "role");
  incident.onset_at = time_of(reading.data, "onset_at").value_or(reading.at);
  if (reading.type == EventType::opened && !incident.opened_at) incident.opened_at = reading.at;
  incident.dismissed = reading.type == EventType::dismissed;
  take_shape(reading.data, incident);
}

}  // namespace

void IncidentBook::add(std::string_view line) {
  if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  const auto event = Json::parse(line, nullptr, false);
  try {
    const auto type = event_type(event.at("type").get<std::string>());
    const auto at = time_of(event, "time");
    const auto id = text_of(event.at("data"), "id");
    if (!type || !at || id.empty()) throw std::invalid_argument("no event of an incident");
    auto told = incidents_.contains(id) ? incidents_.at(id) : ToldIncident{.id = id, .first_at = *at};
    take({*type, *at, event.at("data")}, told);
    incidents_.insert_or_assign(id, std::move(told));
    ++events_;
  } catch (const std::exception&) {
    ++unreadable_;
  }
}

}  // namespace outcry::evaluate
