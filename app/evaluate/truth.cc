// SPDX-License-Identifier: Apache-2.0
#include "app/evaluate/truth.h"

#include <chrono>
#include <nlohmann/json.hpp>

namespace outcry::evaluate {

namespace {

using Json = nlohmann::json;

constexpr int kVersion = 1;

Scope scope_of(const std::string& word) {
  if (word == name(Scope::complete)) return Scope::complete;
  return word == name(Scope::intermittent) ? Scope::intermittent : Scope::unknown;
}

std::optional<EventTime> time_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return parse_rfc3339(found->get<std::string>());
}

Result<TrueOutage> outage_of(const Json& json) {
  const auto onset = time_of(json, "onset");
  const auto end = time_of(json, "end");
  if (!onset || !end) return make_error_code(Errc::no_time);
  TrueOutage out{.service = json.at("service").get<std::string>(), .onset = *onset, .end = *end};
  for (const auto& region : json.value("regions", Json::array()))
    out.regions[region.at("code")] = {scope_of(region.value("completeness", "")),
                                      region.value("said", std::uint64_t{0})};
  for (const auto& symptom : json.value("symptoms", Json::array()))
    out.symptoms[symptom.at("slug")] = {symptom.value("share", 0.0), symptom.value("said", std::uint64_t{0})};
  for (const auto& other : json.value("collateral", Json::array())) out.collateral.insert(other.get<std::string>());
  out.acknowledged = time_of(json.value("official", Json::object()), "acknowledged");
  return out;
}

Result<Truth> truth_of(const Json& json) {
  if (json.value("truth_version", kVersion) > kVersion) return make_error_code(Errc::newer_version);
  const auto start = time_of(json, "start");
  const auto end = time_of(json, "end");
  if (!start || !end) return make_error_code(Errc::no_time);
  Truth truth{.scenario = json.value("scenario", ""), .start = *start, .end = *end};
  for (const auto& service : json.at("services")) truth.services.push_back(service.at("slug"));
  for (const auto& item : json.at("outages")) {
    auto outage = outage_of(item);
    if (!outage) return outage.error();
    truth.outages.push_back(std::move(*outage));
  }
  return truth;
}

}  // namespace

double Truth::months() const { return std::chrono::duration<double, std::ratio<86400 * 30>>(end - start).count(); }

Result<Truth> parse_truth(std::string_view json) {
  const auto parsed = Json::parse(json, nullptr, false);
  if (parsed.is_discarded()) return make_error_code(Errc::bad_json);
  if (!parsed.is_object()) return make_error_code(Errc::not_an_object);
  try {
    return truth_of(parsed);
  } catch (const Json::exception&) {
    return make_error_code(Errc::not_found);
  }
}

}  // namespace outcry::evaluate
