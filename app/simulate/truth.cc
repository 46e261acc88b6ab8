// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/truth.h"

#include <chrono>

namespace outcry::simulate {

namespace {

using Json = nlohmann::ordered_json;

EventTime after(EventTime time, double minutes) {
  return time + std::chrono::seconds{static_cast<std::int64_t>(minutes * 60)};
}

template <class Kinds>
Json kinds_json(const Kinds& kinds) {
  Json out = Json::object();
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (kinds[i] > 0) out[std::string(name(static_cast<Kind>(i)))] = kinds[i];
  return out;
}

std::uint64_t count_of(const std::map<std::string, std::uint64_t>& counts, const std::string& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

Json moment(EventTime onset, double minutes) {
  return minutes < 0 ? Json(nullptr) : Json(format_utc(after(onset, minutes)));
}

}  // namespace

TruthKeeper::TruthKeeper(const Scenario& scenario, std::uint64_t seed, std::string format)
    : scenario_(scenario), seed_(seed), format_(std::move(format)), outages_(scenario.outages.size()) {}

void TruthKeeper::add(const Draft& draft, const SimulatedPost& post) {
  ++posts_;
  ++kinds_[static_cast<std::size_t>(draft.kind)];
  if (draft.service != nullptr) ++services_[draft.service->slug][static_cast<std::size_t>(draft.kind)];
  if (draft.circle > 0 && (draft.kind == Kind::report || draft.kind == Kind::question)) add_report(draft, post);
}

void TruthKeeper::add_report(const Draft& draft, const SimulatedPost& post) {
  auto& outage = outages_[draft.circle - 1];
  ++outage.posts;
  outage.reporters.insert(post.author.id);
  if (!draft.symptom.empty() && draft.kind == Kind::report) ++outage.symptoms[draft.symptom];
  if (draft.place != nullptr) ++outage.places[draft.place->code];
  if (!draft.code.empty()) ++outage.codes[draft.code];
}

nlohmann::ordered_json TruthKeeper::outage_json(std::size_t index) const {
  const auto& plan = scenario_.outages[index];
  const auto& count = outages_[index];
  Json out{{"service", plan.service},
           {"onset", format_utc(plan.onset)},
           {"peak", format_utc(after(plan.onset, plan.ramp_minutes))},
           {"end", format_utc(after(plan.onset, plan.duration_minutes))},
           {"faded", format_utc(after(plan.onset, plan.duration_minutes + 5 * plan.decay_minutes))},
           {"reporters", count.reporters.size()},
           {"reports", count.posts}};
  out["regions"] = Json::array();
  for (const auto& region : plan.regions)
    out["regions"].push_back({{"code", region.code},
                              {"completeness", name(region.completeness)},
                              {"share", region.share},
                              {"said", count_of(count.places, region.code)}});
  out["symptoms"] = Json::array();
  for (const auto& [symptom, share] : plan.symptoms)
    out["symptoms"].push_back({{"slug", symptom}, {"share", share}, {"said", count_of(count.symptoms, symptom)}});
  out["error_codes"] = Json::object();
  for (const auto& [code, share] : plan.error_codes) out["error_codes"][code] = count_of(count.codes, code);
  out["official"] = {{"acknowledged", moment(plan.onset, plan.acknowledged_minutes)},
                     {"resolved", moment(plan.onset, plan.resolved_minutes)}};
  out["collateral"] = Json::array();
  for (const auto& other : plan.collateral) out["collateral"].push_back(other.service);
  return out;
}

nlohmann::ordered_json TruthKeeper::to_json() const {
  Json out{{"truth_version", 1}, {"scenario", scenario_.name},           {"seed", seed_},
           {"format", format_},  {"start", format_utc(scenario_.start)}, {"end", format_utc(scenario_.end())},
           {"posts", posts_},    {"kinds", kinds_json(kinds_)}};
  out["services"] = Json::array();
  for (const auto& service : scenario_.services) {
    const auto counted = services_.find(service.slug);
    out["services"].push_back({{"slug", service.slug},
                               {"complaints_per_day", service.complaints_per_day},
                               {"chatter_per_day", service.chatter_per_day},
                               {"kinds", counted == services_.end() ? Json::object() : kinds_json(counted->second)}});
  }
  out["outages"] = Json::array();
  for (std::size_t i = 0; i < outages_.size(); ++i) out["outages"].push_back(outage_json(i));
  out["bursts"] = Json::array();
  for (const auto& burst : scenario_.bursts)
    out["bursts"].push_back({{"kind", name(burst.kind)},
                             {"service", burst.service},
                             {"at", format_utc(burst.at)},
                             {"minutes", burst.minutes},
                             {"posts", burst.posts}});
  return out;
}

}  // namespace outcry::simulate
