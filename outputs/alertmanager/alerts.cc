#include "outputs/alertmanager/alerts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "outputs/fields.h"
#include "outputs/formats/sentences.h"
#include "outputs/formats/uri.h"
#include "outputs/verdict.h"

namespace outcry::outputs::alertmanager {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 4> kOwnLabels{"alertname", "service", "category", "region"};
constexpr std::array<std::string_view, 4> kFires{"opened", "reopened", "updated", "recovering"};
constexpr std::array<std::string_view, 3> kEnds{"resolved", "dismissed", "merged"};
constexpr std::size_t kMostNamed = 5;  ///< symptoms and regions in a description

bool is_one_of(std::string_view word, const auto& words) { return std::ranges::find(words, word) != words.end(); }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

bool is_label_name(std::string_view name) {
  return !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, is_letter_or_digit);
}

/// "buffering or slow (287), cannot log in (31)"
std::string named(const Json& shares, std::size_t most) {
  std::string out;
  for (const Json& one : shares) {
    if (most-- == 0) return out + ", and others";
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", text(one, "name"), whole(one, "n"));
  }
  return out;
}

/// What led here, and what the summary does not tell.
std::string description(const Json& incident) {
  std::string out = text(member(incident, "event"), "reason");
  if (!out.empty() && !out.ends_with('.')) out += '.';
  const auto add = [&](std::string_view what, const Json& shares) {
    if (!shares.empty()) out += fmt::format(" {}: {}.", what, named(shares, kMostNamed));
  };
  add("Symptoms", list(incident, "symptoms"));
  add("Regions", list(incident, "regions"));
  if (const auto view = formats::view_of(incident)) {
    const auto official = formats::official_sentence(*view);
    if (!official.empty()) out += " " + official;
  }
  return out.starts_with(' ') ? out.substr(1) : out;
}

Json annotations_of(const Json& incident) {
  Json out = Json::object();
  const auto add = [&](const char* name, std::string value) {
    if (!value.empty()) out[name] = std::move(value);
  };
  add("summary", verdict(incident));
  add("description", description(incident));
  add("incident", text(incident, "id"));
  add("service_name", text(member(incident, "service"), "name"));
  add("severity", text(member(incident, "severity"), "name"));
  for (const auto* key : {"observed", "expected"})
    if (known_number(incident, key)) add(key, to_line(member(incident, key)));
  for (const auto* key : {"onset_at", "detected_at"}) add(key, text(incident, key));
  add("official", text(member(incident, "official"), "word"));
  const Json& symptoms = list(incident, "symptoms");
  add("symptoms", named(symptoms, symptoms.size()));
  return out;
}

Alert* find(std::vector<Alert>& alerts, std::string_view region) {
  const auto found = std::ranges::find(alerts, region, &Alert::region);
  return found == alerts.end() ? nullptr : &*found;
}

/// `alerts` fire where `listed` says so, and nowhere else.
void fire(std::vector<Alert>& alerts, std::vector<Alert> listed, std::uint64_t observed, EventTime now) {
  for (Alert& alert : alerts) {
    if (alert.ends || find(listed, alert.region) != nullptr) continue;
    if (!alert.region.empty() || listed.empty()) {
      alert.ends = now;
    } else {
      alert.reporters = observed;
    }
  }
  for (Alert& fresh : listed) {
    fresh.starts = now;
    Alert* known = find(alerts, fresh.region);
    if (known != nullptr && !known->ends) fresh.starts = known->starts;
    if (known == nullptr) {
      alerts.push_back(std::move(fresh));
    } else {
      *known = std::move(fresh);
    }
  }
}

Json moment_or_null(const std::optional<EventTime>& time) { return time ? Json(format_utc(*time)) : Json(nullptr); }

std::optional<Alert> alert_of(const Json& kept) {
  const auto starts = time(kept, "starts");
  if (!starts) return std::nullopt;
  return Alert{.region = std::string(raw_text(kept, "region")),
               .region_name = std::string(raw_text(kept, "region_name")),
               .reporters = whole(kept, "reporters"),
               .starts = *starts,
               .ends = time(kept, "ends")};
}

}  // namespace

std::vector<SettingFault> label_faults(const std::vector<std::string>& texts) {
  std::vector<SettingFault> out;
  std::set<std::string> names;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto& text = texts[i];
    const auto mark = text.find('=');
    const auto name = text.substr(0, mark);
    const auto fault = [&](std::string_view about, std::string_view what) {
      out.push_back({"labels", fmt::format("'labels': '{}' {}", about, what), i});
    };
    if (mark == std::string::npos || mark + 1 == text.size()) {
      fault(text, "gives no value; write \"NAME=VALUE\"");
    } else if (!is_label_name(name)) {
      fault(name, "is no name of a label; it has letters, digits and '_', and begins with no digit");
    } else if (is_one_of(name, kOwnLabels)) {
      fault(name, "is a label that every alert has already; take another name");
    } else if (!names.insert(name).second) {
      fault(name, "stands there twice; an alert has each label once");
    }
  }
  return out;
}

Labels labels_of(const std::vector<std::string>& texts) {
  Labels out;
  for (const auto& text : texts) {
    const auto mark = text.find('=');
    out.emplace_back(text.substr(0, mark), text.substr(mark + 1));
  }
  return out;
}

bool IncidentAlerts::is_over() const {
  return std::ranges::all_of(alerts, [](const Alert& alert) { return alert.ends.has_value(); });
}

std::vector<Alert> Alerts::listed(const Json& incident) const {
  std::vector<Alert> out;
  for (const Json& region : list(incident, "regions")) {
    std::string code(raw_text(region, "code"));
    if (code.empty()) continue;
    if (!options_.regions.empty() && !is_one_of(code, options_.regions)) continue;
    out.push_back({.region = std::move(code), .region_name = text(region, "name"), .reporters = whole(region, "n")});
  }
  if (out.empty() && options_.regions.empty()) out.push_back({.reporters = whole(incident, "observed")});
  return out;
}

std::optional<IncidentAlerts> Alerts::after(const Json& event, EventTime now) const {
  const Json& incident = member(event, "data");
  const Json& service = member(incident, "service");
  const auto type = raw_text(member(incident, "event"), "type");
  const auto state = raw_text(incident, "state");
  IncidentAlerts out{.id = std::string(raw_text(incident, "id")),
                     .service = std::string(raw_text(service, "slug")),
                     .category = std::string(raw_text(service, "category"))};
  // A feed that falls silent is an update of a mere suspicion too.
  const bool fires = is_one_of(type, kFires) && (state == "open" || state == "recovering");
  if (out.id.empty() || out.service.empty() || (!fires && !is_one_of(type, kEnds))) return std::nullopt;
  const auto known = std::ranges::find(incidents_, out.id, &IncidentAlerts::id);
  if (known != incidents_.end()) out = *known;
  fire(out.alerts, fires ? listed(incident) : std::vector<Alert>{}, whole(incident, "observed"), now);
  if (out.alerts.empty()) return std::nullopt;
  out.annotations = annotations_of(incident);
  return out;
}

void Alerts::put(IncidentAlerts incident) {
  const auto takes_over = [&](const Alert& alert) { return find(incident.alerts, alert.region) != nullptr; };
  std::erase_if(incidents_, [&](const IncidentAlerts& other) { return other.id == incident.id; });
  for (IncidentAlerts& other : incidents_)
    if (other.service == incident.service && other.category == incident.category)
      std::erase_if(other.alerts, takes_over);
  incidents_.push_back(std::move(incident));
}

void Alerts::forget(EventTime now) {
  for (IncidentAlerts& incident : incidents_)
    std::erase_if(incident.alerts, [&](const Alert& alert) { return alert.ends && *alert.ends + kToldAfterEnd < now; });
  std::erase_if(incidents_, [](const IncidentAlerts& incident) { return incident.alerts.empty(); });
}

Json Alerts::told(const IncidentAlerts& incident, const Alert& alert, EventTime now) const {
  Json labels{{"alertname", "OutcryIncident"}, {"service", incident.service}};
  if (!incident.category.empty()) labels["category"] = incident.category;
  if (!alert.region.empty()) labels["region"] = alert.region;
  for (const auto& [name, value] : options_.labels) labels[name] = value;
  Json annotations = incident.annotations;
  if (!alert.region_name.empty()) annotations["region_name"] = alert.region_name;
  annotations["reporters"] = std::to_string(alert.reporters);
  // A clock that was set back must not make an alert of the future, nor one that ends before it starts.
  const EventTime starts = std::min(alert.starts, now);
  const EventTime ends = alert.ends ? std::max(std::min(*alert.ends, now), starts) : now + kLives * options_.resend;
  Json out{{"labels", std::move(labels)},
           {"annotations", std::move(annotations)},
           {"startsAt", format_utc(starts)},
           {"endsAt", format_utc(ends)}};
  if (!options_.page.empty())
    out["generatorURL"] = formats::address({.base_url = options_.page}, {"incidents", incident.id});
  return out;
}

std::vector<Json> Alerts::told(const IncidentAlerts& incident, EventTime now) const {
  std::vector<Json> out;
  for (const Alert& alert : incident.alerts) out.push_back(told(incident, alert, now));
  return out;
}

std::vector<Json> Alerts::told(EventTime now) const {
  std::vector<Json> out;
  for (const IncidentAlerts& incident : incidents_)
    for (const Alert& alert : incident.alerts) out.push_back(told(incident, alert, now));
  return out;
}

Json Alerts::test(EventTime now) const {
  Json labels{{"alertname", "OutcryTest"}};
  for (const auto& [name, value] : options_.labels) labels[name] = value;
  const auto ended = format_utc(now - 1h);
  return {{"labels", std::move(labels)},
          {"annotations", {{"summary", "This is a test of outcry: nothing has happened."}}},
          {"startsAt", ended},
          {"endsAt", ended}};
}

std::string Alerts::state() const {
  Json out = Json::array();
  for (const IncidentAlerts& incident : incidents_) {
    Json alerts = Json::array();
    for (const Alert& alert : incident.alerts)
      alerts.push_back({{"region", alert.region},
                        {"region_name", alert.region_name},
                        {"reporters", alert.reporters},
                        {"starts", format_utc(alert.starts)},
                        {"ends", moment_or_null(alert.ends)}});
    out.push_back({{"id", incident.id},
                   {"service", incident.service},
                   {"category", incident.category},
                   {"annotations", incident.annotations},
                   {"alerts", std::move(alerts)}});
  }
  return to_line(out);
}

void Alerts::restore(std::string_view state) {
  incidents_.clear();
  const Json kept = Json::parse(state, nullptr, false);
  if (!kept.is_array()) return;
  for (const Json& one : kept) {
    IncidentAlerts incident{.id = std::string(raw_text(one, "id")),
                            .service = std::string(raw_text(one, "service")),
                            .category = std::string(raw_text(one, "category")),
                            .annotations = member(one, "annotations")};
    if (!incident.annotations.is_object()) continue;
    for (const Json& alert : list(one, "alerts"))
      if (auto read = alert_of(alert)) incident.alerts.push_back(std::move(*read));
    incidents_.push_back(std::move(incident));
  }
}

std::vector<std::string> bodies_of(std::span<const Json> alerts, std::size_t most) {
  std::vector<std::string> out;
  for (const Json& alert : alerts) {
    const auto line = to_line(alert);
    if (!out.empty() && out.back().size() + line.size() + 2 <= most) {
      out.back().append(",").append(line);
    } else {
      out.push_back("[" + line);
    }
  }
  for (auto& body : out) body += ']';
  return out;
}

}  // namespace outcry::outputs::alertmanager
