#include "outputs/formats/incident_view.h"

#include <algorithm>

#include "outputs/fields.h"
#include "outputs/formats/plain_text.h"
#include "outputs/verdict.h"

namespace outcry::outputs::formats {
namespace {

constexpr std::size_t kOfficialCharacters = 500;
constexpr int kHighestSeverity = 4;

std::string text(const Json& object, std::string_view key) { return one_line(raw_text(object, key)); }

OfficialWord official_word(const Json& official) {
  const std::string said = text(official, "word");
  for (const auto word : {OfficialWord::acknowledged, OfficialWord::denied, OfficialWord::resolved}) {
    if (said == name(word)) return word;
  }
  return OfficialWord::none;
}

std::string web_link(const Json& post) {
  std::string link = one_line(post_link(post));
  const bool web = link.starts_with("https://") || link.starts_with("http://");
  return web && link.find(' ') == std::string::npos ? link : "";
}

std::string strongest_region(const Json& incident) {
  const Json* best = nullptr;
  for (const auto& region : list(incident, "regions")) {
    if (member(region, "significant") != true) continue;
    if (best == nullptr || known_whole(region, "n").value_or(0) > known_whole(*best, "n").value_or(0)) best = &region;
  }
  return best == nullptr ? "" : text(*best, "name");
}

std::vector<Change> changes_of(const Json& incident) {
  std::vector<Change> out;
  for (const auto& transition : list(incident, "transitions")) {
    const auto at = time(transition, "at");
    const auto to = incident_state(text(transition, "to"));
    auto reason = text(transition, "reason");
    if (reason.ends_with('.')) reason.pop_back();
    if (at && to) out.push_back({*at, *to, std::move(reason)});
  }
  std::ranges::stable_sort(out, {}, &Change::at);
  return out;
}

std::vector<OfficialPost> official_posts(const Json& official) {
  std::vector<OfficialPost> out;
  for (const auto& post : list(official, "posts")) {
    if (const auto at = time(post, "time")) {
      out.push_back({*at, web_link(post), shortened(text(post, "text"), kOfficialCharacters)});
    }
  }
  std::ranges::stable_sort(out, {}, &OfficialPost::at);
  return out;
}

void read_times(IncidentView& view, const Json& incident) {
  view.onset = time(incident, "onset_at");
  view.detected = time(incident, "detected_at");
  view.recovering = time(incident, "recovering_at");
  view.resolved = time(incident, "resolved_at");
  view.again = again_since(incident);
}

void read_shape(IncidentView& view, const Json& incident) {
  const auto severity = known_whole(member(incident, "severity"), "level").value_or(0);
  view.severity = severity <= kHighestSeverity ? static_cast<int>(severity) : 0;
  view.observed = known_whole(incident, "observed");
  view.expected = known_number(incident, "expected");
  const Json& symptoms = list(incident, "symptoms");
  if (!symptoms.empty()) view.symptom = text(symptoms.front(), "name");
  view.region = strongest_region(incident);
}

void read_official(IncidentView& view, const Json& official) {
  view.word = official_word(official);
  view.official_at = time(official, "first_at");
  view.official = official_posts(official);
  if (!view.official_at && !view.official.empty()) view.official_at = view.official.front().at;
}

/// False when not a single time is known.
bool find_ends(IncidentView& view, const Json& incident) {
  std::vector<EventTime> known;
  const auto add = [&](const std::optional<EventTime>& at) {
    if (at) known.push_back(*at);
  };
  for (const auto& at : {view.onset, view.detected, view.recovering, view.resolved}) add(at);
  for (const auto& change : view.changes) known.push_back(change.at);
  const auto recorded = time(incident, "recorded_at");
  if (known.empty()) add(recorded);
  if (known.empty()) return false;
  const auto [first, last] = std::ranges::minmax(known);
  view.began = view.onset.value_or(first);
  view.changed = recorded.value_or(last);
  return true;
}

}  // namespace

std::optional<IncidentView> view_of(const Json& incident) {
  IncidentView view;
  view.id = text(incident, "id");
  const auto state = incident_state(text(incident, "state"));
  if (view.id.empty() || !state) return std::nullopt;
  view.state = *state;
  view.revision = known_whole(incident, "revision").value_or(0);
  view.slug = text(member(incident, "service"), "slug");
  view.service = text(member(incident, "service"), "name");
  if (view.service.empty()) view.service = view.slug;
  view.group_id = text(incident, "group_id");
  read_times(view, incident);
  read_shape(view, incident);
  view.changes = changes_of(incident);
  read_official(view, member(incident, "official"));
  if (!find_ends(view, incident)) return std::nullopt;
  return view;
}

std::vector<IncidentView> told(Incidents incidents) {
  const auto is_told = [](const IncidentView& view) {
    const bool was_open = std::ranges::find(view.changes, IncidentState::open, &Change::to) != view.changes.end();
    return view.state == IncidentState::open || view.state == IncidentState::recovering ||
           view.state == IncidentState::resolved || (view.state == IncidentState::merged && was_open);
  };
  std::vector<IncidentView> out;
  for (const auto& incident : incidents) {
    auto view = view_of(incident);
    if (view && is_told(*view)) out.push_back(std::move(*view));
  }
  return out;
}

std::vector<IncidentView> told_of_service(Incidents incidents, std::string_view slug) {
  std::vector<IncidentView> out = told(incidents);
  std::erase_if(out, [&](const IncidentView& view) { return view.slug != one_line(slug); });
  return out;
}

std::optional<EventTime> ended(const IncidentView& incident) {
  if (incident.state == IncidentState::merged) return incident.changed;
  if (incident.state != IncidentState::resolved) return std::nullopt;
  if (incident.recovering) return incident.recovering;
  return incident.resolved ? incident.resolved : incident.changed;
}

}  // namespace outcry::outputs::formats
