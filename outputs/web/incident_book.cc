#include "outputs/web/incident_book.h"

#include <algorithm>
#include <utility>

#include "outputs/fields.h"

namespace outcry::outputs::web {
namespace {

Json first_name(const Json& incident, const char* list) {
  const auto it = incident.find(list);
  if (it == incident.end() || !it->is_array() || it->empty()) return nullptr;
  return it->front().value("name", Json(nullptr));
}

}  // namespace

bool is_live(std::string_view state) { return state == "suspected" || state == "open" || state == "recovering"; }

Json review_json(const std::vector<Review>& reviews) {
  if (reviews.empty()) return nullptr;
  Json out{{"verdict", nullptr}, {"acknowledged_at", nullptr}, {"dismissed_at", nullptr}, {"notes", Json::array()}};
  for (const Review& review : reviews) {
    const std::string at = format_utc(std::chrono::floor<std::chrono::seconds>(review.at));
    if (review.action == "acknowledge") out["acknowledged_at"] = at;
    if (review.action == "dismiss") out["dismissed_at"] = at;
    if (review.action == "mark_true") out["verdict"] = "true";
    if (review.action == "mark_false") out["verdict"] = "false";
    if (review.action == "note") out["notes"].push_back({{"at", at}, {"text", review.text}});
  }
  return out;
}

Json incident_of(Json event) {
  if (!event.is_object() || !event.contains("data") || !event["data"].is_object()) return nullptr;
  Json out = std::move(event["data"]);
  out.erase("event");
  return out;
}

Json incident_brief(const Json& incident) {
  Json out = Json::object();
  for (const char* key : {"id", "service", "state", "role", "group_id", "severity", "onset_at", "detected_at",
                          "peak_at", "recovering_at", "resolved_at", "observed", "expected", "peak_reporters"}) {
    const auto it = incident.find(key);
    out[key] = it == incident.end() ? Json(nullptr) : *it;
  }
  out["top_symptom"] = first_name(incident, "symptoms");
  out["top_region"] = first_name(incident, "regions");
  const auto official = incident.find("official");
  out["official"] = official == incident.end() ? Json("none") : official->value("word", Json("none"));
  out["review"] = incident.value("review", Json(nullptr));
  return out;
}

void IncidentBook::load(EventTime since) {
  by_id_.clear();
  for (const auto& stored : store_.incidents({.since = since})) {
    Json incident = Json::parse(stored.json, nullptr, false);
    if (incident.is_object()) put(std::move(incident));
  }
  refresh_live();
}

IncidentBook::Entry IncidentBook::put(Json incident) {
  const std::string id(raw_text(incident, "id"));
  const auto failures = history_.failures().count;
  incident["review"] = review_json(history_.reviews(id));
  const auto known = by_id_.find(id);
  if (history_.failures().count != failures && known != by_id_.end()) incident["review"] = known->second->at("review");
  auto entry = std::make_shared<const Json>(std::move(incident));
  by_id_[id] = entry;
  return entry;
}

IncidentBook::Entry IncidentBook::take(std::string_view event_line) {
  Json incident = incident_of(Json::parse(event_line, nullptr, false));
  if (incident.is_null()) return nullptr;
  auto entry = put(std::move(incident));
  refresh_live();
  return entry;
}

IncidentBook::Entry IncidentBook::reviewed(const std::string& id) {
  const auto known = by_id_.find(id);
  Json incident;
  if (known != by_id_.end()) {
    incident = *known->second;
  } else if (const auto stored = store_.incident(id); stored && stored->id == id) {
    incident = Json::parse(stored->json, nullptr, false);
  }
  if (!incident.is_object()) return nullptr;
  auto entry = put(std::move(incident));
  refresh_live();
  return entry;
}

std::vector<IncidentBook::Entry> IncidentBook::reread(EventTime since) {
  std::vector<Entry> out;
  std::map<std::string, std::int64_t> now;
  const auto failures = history_.failures().count;
  const auto fingerprints = history_.fingerprints(since);
  if (history_.failures().count != failures) return out;
  for (const auto& [id, fingerprint] : fingerprints) {
    const auto before = fingerprints_.find(id);
    const bool other = before != fingerprints_.end() && before->second != fingerprint;
    now.emplace(id, fingerprint);
    const auto known = by_id_.find(id);
    if (!other || known == by_id_.end()) continue;
    const auto stored = store_.incident(id);
    Json incident = stored ? Json::parse(stored->json, nullptr, false) : Json();
    // An event has changed it, and was taken.
    if (!incident.is_object() ||
        known_number(incident, "revision").value_or(0) > known_number(*known->second, "revision").value_or(0))
      continue;
    Json kept = *known->second;
    kept.erase("review");
    kept.erase("recorded_at");
    incident.erase("recorded_at");
    if (incident != kept) out.push_back(put(std::move(incident)));
  }
  fingerprints_ = std::move(now);
  if (!out.empty()) refresh_live();
  return out;
}

void IncidentBook::forget_before(EventTime onset) {
  std::erase_if(by_id_, [&](const auto& item) {
    const auto at = time(*item.second, "onset_at");
    return at && *at < onset && !is_live(raw_text(*item.second, "state"));
  });
}

void IncidentBook::refresh_live() {
  live_.clear();
  const auto newer = [](const Entry& known, const Entry& other) {
    return known == nullptr || raw_text(*known, "onset_at") <= raw_text(*other, "onset_at");
  };
  for (const auto& [id, entry] : by_id_) {
    const std::string_view state = raw_text(*entry, "state");
    bool live = is_live(state);
    if (state == "merged") {
      const auto root = by_id_.find(raw_text(*entry, "group_id"));
      live = root != by_id_.end() && is_live(raw_text(*root->second, "state"));
    }
    if (!live) continue;
    auto& known = live_[std::string(raw_text(member(*entry, "service"), "slug"))];
    if (newer(known, entry)) known = entry;
  }
}

IncidentBook::Entry IncidentBook::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::vector<IncidentBook::Entry> IncidentBook::all() const {
  std::vector<Entry> out;
  for (const auto& [id, entry] : by_id_) out.push_back(entry);
  std::ranges::sort(out, std::ranges::greater(), [](const Entry& it) { return raw_text(*it, "onset_at"); });
  return out;
}

std::vector<IncidentBook::Entry> IncidentBook::of_service(std::string_view slug) const {
  auto out = all();
  std::erase_if(out, [&](const Entry& it) { return raw_text(member(*it, "service"), "slug") != slug; });
  return out;
}

std::vector<IncidentBook::Entry> IncidentBook::children(std::string_view id) const {
  std::vector<Entry> out;
  for (const auto& [other, entry] : by_id_)
    if (other != id && raw_text(*entry, "group_id") == id) out.push_back(entry);
  return out;
}

}  // namespace outcry::outputs::web
