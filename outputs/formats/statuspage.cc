#include "outputs/formats/statuspage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "outputs/formats/incident_view.h"
#include "outputs/formats/plain_text.h"
#include "outputs/formats/sentences.h"
#include "outputs/formats/uri.h"

namespace outcry::outputs::formats {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostIncidents = 50;

/// In the order of their weight.
enum Weight : std::size_t { kNone, kMinor, kMajor, kCritical };
constexpr std::array<std::string_view, 4> kImpacts{"none", "minor", "major", "critical"};
constexpr std::array<std::string_view, 4> kStatuses{"operational", "degraded_performance", "partial_outage",
                                                    "major_outage"};
constexpr std::string_view kNotKnown = "under_maintenance";

/// With milliseconds, as Statuspage writes it and some readers insist.
Json time(EventTime at) {
  const auto second = std::chrono::floor<std::chrono::seconds>(at);
  const auto rest = std::chrono::floor<std::chrono::milliseconds>(at - second);
  std::string text = format_utc(second);
  if (text.ends_with('Z')) text.pop_back();
  return fmt::format("{}.{:03}Z", text, rest.count());
}

Json time(const std::optional<EventTime>& at) { return at ? time(*at) : Json(nullptr); }

std::string unmarked(std::string text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "\u2039";
    } else if (c == '>') {
      out += "\u203A";
    } else {
      out += c;
    }
  }
  return out;
}

std::string line(std::string_view text) { return unmarked(one_line(text)); }

Weight impact_of(int severity) {
  constexpr std::array kBySeverity{kNone, kMinor, kMinor, kMajor, kCritical};
  return kBySeverity[static_cast<std::size_t>(severity)];
}

Weight status_weight(IncidentState state, int severity) {
  if (state == IncidentState::open) return std::max(kMinor, impact_of(severity));
  return state == IncidentState::recovering ? kMinor : kNone;
}

bool is_acknowledged(const IncidentView& incident) {
  return incident.word == OfficialWord::acknowledged || incident.word == OfficialWord::resolved;
}

std::string_view status_word(IncidentState state, bool acknowledged) {
  if (state == IncidentState::recovering) return "monitoring";
  if (state == IncidentState::resolved) return "resolved";
  return acknowledged ? "identified" : "investigating";
}

/// One entry of an incident's timeline.
struct Update {
  EventTime at;
  std::string id;
  std::string body;
  std::optional<IncidentState> to;  ///< empty for a word of the service's account, which changes no state
  EventTime updated;
};

/// Oldest first. The newest change of state tells how things are now.
std::vector<Update> timeline(const IncidentView& incident) {
  std::vector<Update> out;
  const auto add = [&](EventTime at, std::string_view kind, std::string body, std::optional<IncidentState> to) {
    std::string id = fmt::format("{}.{}.{}", incident.id, kind, format_utc(at));
    while (std::ranges::find(out, id, &Update::id) != out.end()) id += "+";
    out.push_back({at, std::move(id), std::move(body), to, at});
  };
  std::string reason;
  for (const auto& change : incident.changes) {
    if (change.to == IncidentState::open || change.to == IncidentState::recovering ||
        change.to == IncidentState::resolved) {
      add(change.at, name(change.to), told_of(incident, change), change.to);
      reason = change.reason;
    }
  }
  if (out.empty() || out.back().to != incident.state) {
    add(incident.changed, name(incident.state), "", incident.state);
    reason.clear();
  }
  out.back().body = summary(incident) + (reason.empty() ? "" : fmt::format(" Last change: {}.", reason));
  out.back().updated = std::max(out.back().at, incident.changed);
  for (const auto& post : incident.official) add(post.at, "official", told_of(incident, post), std::nullopt);
  if (incident.official.empty() && incident.official_at && incident.word != OfficialWord::none) {
    add(*incident.official_at, "official", official_sentence(incident), std::nullopt);
  }
  std::ranges::stable_sort(out, {}, &Update::at);
  return out;
}

Json update_json(const Update& update, const IncidentView& incident, std::string_view status,
                 std::pair<Weight, Weight> weights) {
  Json affected = Json::array();
  if (!incident.slug.empty()) {
    affected.push_back({{"code", line(incident.slug)},
                        {"name", line(incident.service)},
                        {"old_status", kStatuses[weights.first]},
                        {"new_status", kStatuses[weights.second]}});
  }
  return {{"id", line(update.id)},
          {"status", status},
          {"body", unmarked(update.body)},
          {"incident_id", line(incident.id)},
          {"created_at", time(update.at)},
          {"updated_at", time(update.updated)},
          {"display_at", time(update.at)},
          {"affected_components", std::move(affected)},
          {"deliver_notifications", false},
          {"custom_tweet", nullptr},
          {"tweet_id", nullptr}};
}

/// Newest first.
Json updates_json(const IncidentView& incident) {
  IncidentState state = IncidentState::suspected;
  std::vector<Json> out;
  for (const auto& update : timeline(incident)) {
    const Weight before = status_weight(state, incident.severity);
    state = update.to.value_or(state);
    const bool acknowledged = is_acknowledged(incident) && incident.official_at && *incident.official_at <= update.at;
    out.push_back(update_json(update, incident, status_word(state, acknowledged),
                              {before, status_weight(state, incident.severity)}));
  }
  std::ranges::reverse(out);
  return out;
}

/// The standings with what their incidents say of them.
class Board {
 public:
  Board(const Site& site, std::span<const Standing> standings, Incidents incidents)
      : site_(site), standings_(standings), incidents_(told(incidents)) {
    std::erase_if(incidents_, [](const IncidentView& view) { return view.state == IncidentState::merged; });
    for (const auto& view : incidents_) {
      if (view.state == IncidentState::resolved) continue;
      Weight& weight = weights_[view.slug];
      weight = std::max(weight, impact_of(view.severity));
    }
    for (std::size_t i = 0; i < standings.size(); ++i) places_.emplace(one_line(standings[i].slug), i);
  }

  Json page() const {
    return {{"id", line(site_.source)},
            {"name", "outcry"},
            {"url", address(site_, {})},
            {"time_zone", "Etc/UTC"},
            {"updated_at", time(site_.updated)}};
  }

  Json status() const {
    std::size_t failing = 0;
    std::size_t recovering = 0;
    std::size_t unknown = 0;
    Weight worst = kNone;
    for (const auto& standing : standings_) {
      const auto weight = weight_of(standing);
      failing += standing.state == "incident" ? 1U : 0U;
      recovering += standing.state == "recovering" ? 1U : 0U;
      unknown += weight ? 0U : 1U;
      worst = std::max(worst, weight.value_or(kNone));
    }
    if (unknown == standings_.size() && unknown > 0) worst = kMinor;
    return {{"indicator", kImpacts[worst]}, {"description", description(failing, recovering, unknown)}};
  }

  Json components() const {
    Json out = Json::array();
    for (std::size_t i = 0; i < standings_.size(); ++i) out.push_back(component(i));
    return out;
  }

  Json newest_incidents() const {
    Json out = Json::array();
    for (std::size_t i = 0; i < std::min(kMostIncidents, incidents_.size()); ++i)
      out.push_back(incident(incidents_[i]));
    return out;
  }

  Json unresolved_incidents() const {
    Json out = Json::array();
    for (const auto& view : incidents_) {
      if (view.state != IncidentState::resolved) out.push_back(incident(view));
    }
    return out;
  }

 private:
  /// Empty when the service cannot be judged.
  std::optional<Weight> weight_of(const Standing& standing) const {
    if (standing.state == "quiet" || standing.state == "watch") return kNone;
    if (standing.state == "recovering") return kMinor;
    if (standing.state != "incident") return std::nullopt;
    const auto found = weights_.find(one_line(standing.slug));
    return std::max(kMinor, found == weights_.end() ? kNone : found->second);
  }

  std::string description(std::size_t failing, std::size_t recovering, std::size_t unknown) const {
    const std::size_t all = standings_.size();
    if (all == 0) return "No service is listened for";
    if (unknown == all) return fmt::format("Not known how any of {} services stands", all);
    std::string out = "People report nothing unusual";
    if (failing > 0) {
      out = fmt::format("People report that {} of {} services fail{}", failing, all, failing == 1 ? "s" : "");
    } else if (recovering > 0) {
      out =
          fmt::format("Fewer people report that {} of {} services fail{}", recovering, all, recovering == 1 ? "s" : "");
    }
    return unknown == 0 ? out : out + fmt::format("; not known of {}", unknown);
  }

  static std::string description(const Standing& standing) {
    std::string_view out = "Not known whether it works; this does not mean maintenance.";
    if (standing.state == "quiet") out = "Nobody complains more than usual.";
    if (standing.state == "watch") out = "Slightly more complaints than usual, which may be chance.";
    if (standing.state == "incident") out = "People report that it fails.";
    if (standing.state == "recovering") out = "Fewer people report that it fails.";
    const std::string reason = line(standing.reason);
    return reason.empty() ? std::string(out) : fmt::format("{} {}", out, reason);
  }

  Json component(std::size_t place) const {
    const Standing& standing = standings_[place];
    const auto weight = weight_of(standing);
    const Json since = time(standing.since.value_or(site_.updated));
    return {{"id", line(standing.slug)},
            {"name", line(standing.name)},
            {"status", weight ? kStatuses[*weight] : kNotKnown},
            {"created_at", since},
            {"updated_at", since},
            {"position", place + 1},
            {"description", description(standing)},
            {"showcase", false},
            {"start_date", nullptr},
            {"group_id", nullptr},
            {"page_id", line(site_.source)},
            {"group", false},
            {"only_show_if_degraded", false}};
  }

  Json incident(const IncidentView& view) const {
    Json affected = Json::array();
    if (const auto found = places_.find(view.slug); found != places_.end())
      affected.push_back(component(found->second));
    return {{"id", line(view.id)},
            {"name", unmarked(headline(view))},
            {"status", status_word(view.state, is_acknowledged(view))},
            {"created_at", time(view.detected.value_or(view.began))},
            {"updated_at", time(view.changed)},
            {"monitoring_at", time(view.state == IncidentState::open ? std::nullopt : view.recovering)},
            {"resolved_at", time(view.state == IncidentState::resolved ? view.resolved : std::nullopt)},
            {"impact", kImpacts[impact_of(view.severity)]},
            {"shortlink", address(site_, {"incidents", view.id})},
            {"started_at", time(view.onset)},
            {"page_id", line(site_.source)},
            {"incident_updates", updates_json(view)},
            {"components", std::move(affected)}};
  }

  const Site& site_;
  std::span<const Standing> standings_;
  std::vector<IncidentView> incidents_;
  std::unordered_map<std::string, Weight> weights_;      ///< of the incidents under way, by slug
  std::unordered_map<std::string, std::size_t> places_;  ///< of the standings, by slug
};

std::string written(const Json& document) { return document.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string summary_json(const Site& site, std::span<const Standing> standings, Incidents incidents) {
  const Board board(site, standings, incidents);
  return written({{"page", board.page()},
                  {"components", board.components()},
                  {"incidents", board.unresolved_incidents()},
                  {"scheduled_maintenances", Json::array()},
                  {"status", board.status()}});
}

std::string status_json(const Site& site, std::span<const Standing> standings, Incidents incidents) {
  const Board board(site, standings, incidents);
  return written({{"page", board.page()}, {"status", board.status()}});
}

std::string components_json(const Site& site, std::span<const Standing> standings, Incidents incidents) {
  const Board board(site, standings, incidents);
  return written({{"page", board.page()}, {"components", board.components()}});
}

std::string incidents_json(const Site& site, std::span<const Standing> standings, Incidents incidents) {
  const Board board(site, standings, incidents);
  return written({{"page", board.page()}, {"incidents", board.newest_incidents()}});
}

std::string unresolved_json(const Site& site, std::span<const Standing> standings, Incidents incidents) {
  const Board board(site, standings, incidents);
  return written({{"page", board.page()}, {"incidents", board.unresolved_incidents()}});
}

}  // namespace outcry::outputs::formats
