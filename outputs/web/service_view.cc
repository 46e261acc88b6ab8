#include "outputs/web/service_view.h"

#include <algorithm>

#include "model/proportion.h"
#include "outputs/fields.h"
#include "outputs/incident_json.h"
#include "outputs/web/usual.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

constexpr auto kHistory = std::chrono::hours(90 * 24);
constexpr std::uint32_t kMinShown = 5;
constexpr std::size_t kPeers = 12;

struct Span {
  EventTime from;
  EventTime to;
};

Span span_of(const Overview& overview, const ServiceNow& now) {
  const EventTime to = overview.head() ? overview.head()->closed_until : EventTime{};
  const auto onset = now.incident ? time(*now.incident, "onset_at") : std::nullopt;
  return {onset ? std::min(*onset, to) : std::max(to - Overview::kRecent, EventTime{}), to};
}

Json symptoms_json(const Overview& overview, const std::string& slug, const Span& now, std::uint32_t reporters,
                   const UsualShares& usual) {
  const Catalog& catalog = overview.catalog();
  std::vector<SymptomCount> counts;
  for (const auto& count : overview.history().symptoms(slug, now.from, now.to))
    if (const auto id = catalog.find_symptom(count.name)) counts.push_back({*id, count.reporters});
  std::ranges::sort(counts, {}, &SymptomCount::symptom);
  Json out = Json::array();
  for (const SymptomShare& share : symptom_shares(counts, reporters, usual, catalog, kMinShown)) {
    out.push_back({{"slug", catalog.at(share.symptom).slug},
                   {"name", catalog.at(share.symptom).name},
                   {"n", share.n},
                   {"usual", number(usual.share(share.symptom, catalog))},
                   {"share", proportion_json(wilson(share.n, reporters))},
                   {"significant", share.significant}});
  }
  return out;
}

Json regions_json(const Overview& overview, const std::string& slug, const Span& now, const UsualShares& usual,
                  std::uint32_t& elsewhere) {
  const Catalog& catalog = overview.catalog();
  std::vector<RegionCount> counts;
  for (const auto& count : overview.history().regions(slug, now.from, now.to)) {
    if (count.name.empty()) elsewhere = count.reporters;
    if (const auto id = catalog.find_region(count.name))
      counts.push_back({*id, count.reporters, count.complete, count.intermittent});
  }
  std::ranges::sort(counts, {}, &RegionCount::region);
  Json out = Json::array();
  for (const RegionShare& share : region_shares(counts, usual, catalog, kMinShown))
    out.push_back(region_json(share, catalog));
  return out;
}

Json of_incident(const ServiceNow& now, const char* list) {
  return now.incident ? now.incident->value(list, Json::array()) : Json::array();
}

/// Reporters that were to be expected in the span.
Json expected_json(const Overview& overview, const std::string& slug, const Span& span) {
  const ServiceLevel* level = overview.levels().find(slug, span.to);
  if (level == nullptr || !overview.head()) return nullptr;
  return number(static_cast<double>(level->expected) *
                (std::chrono::duration<double>(span.to - span.from) / overview.head()->window));
}

std::optional<double> minutes_of(const Json& incident) {
  const auto from = time(incident, "onset_at");
  auto to = time(incident, "recovering_at");
  if (!to) to = time(incident, "resolved_at");
  if (!from || !to) return std::nullopt;
  return std::chrono::duration<double, std::ratio<60>>(*to - *from).count();
}

Json history_json(const Overview& overview, const std::vector<IncidentBook::Entry>& incidents) {
  const auto& head = overview.head();
  const EventTime since = head ? head->closed_until - kHistory : EventTime{};
  std::size_t count = 0;
  std::vector<double> minutes;
  Json last;
  for (const auto& incident : incidents) {
    const auto state = raw_text(*incident, "state");
    const auto onset = time(*incident, "onset_at");
    if (state == "suspected" || state == "dismissed" || state == "merged" || !onset || *onset < since) continue;
    ++count;
    if (last.is_null()) last = incident->value("onset_at", Json(nullptr));
    if (const auto length = minutes_of(*incident)) minutes.push_back(*length);
  }
  Json median;
  if (!minutes.empty()) {
    std::ranges::sort(minutes);
    median = number(minutes[minutes.size() / 2]);
  }
  const double days = head ? std::chrono::duration<double, std::ratio<86'400>>(
                                 std::min(head->closed_until - head->begin, std::chrono::microseconds(kHistory)))
                                 .count()
                           : 0;
  return {{"count_90d", count}, {"heard_days", number(days)}, {"median_minutes", median}, {"last", last}};
}

}  // namespace

Json breakdown_json(const Overview& overview, const ServiceNow& now) {
  const std::string& slug = overview.catalog().at(now.service).slug;
  const Span span = span_of(overview, now);
  const auto totals = overview.history().totals(slug, span.from, span.to);
  Json mix = Json::object();
  for (std::size_t k = 0; k < kIntents; ++k) mix[std::string(name(Intent(k)))] = totals.intents[k];
  const UsualShares usual = usual_shares(overview, slug, span.to);
  std::uint32_t elsewhere = 0;
  Json regions = regions_json(overview, slug, span, usual, elsewhere);
  return {{"from", format_utc(span.from)},
          {"to", format_utc(span.to)},
          {"reporters", totals.reporters},
          {"expected", expected_json(overview, slug, span)},
          {"mix", std::move(mix)},
          {"symptoms", symptoms_json(overview, slug, span, totals.reporters, usual)},
          {"regions", std::move(regions)},
          {"region_unknown", elsewhere},
          {"platforms", of_incident(now, "platforms")},
          {"error_codes", of_incident(now, "error_codes")},
          {"alternatives", of_incident(now, "alternatives")}};
}

Json service_json(const Overview& overview, const ServiceNow& now) {
  const Catalog& catalog = overview.catalog();
  const Service& service = catalog.at(now.service);
  Json out = overview.brief_json(now);
  Json downstream = Json::array();
  Json peers = Json::array();
  for (const Service& other : catalog.services) {
    if (std::ranges::find(other.upstreams, service.slug) != other.upstreams.end()) downstream.push_back(other.slug);
    if (other.category == service.category && other.slug != service.slug && peers.size() < kPeers)
      peers.push_back(other.slug);
  }
  const auto incidents = overview.incidents().of_service(service.slug);
  Json briefs = Json::array();
  for (const auto& incident : incidents) briefs.push_back(incident_brief(*incident));
  out["aliases"] = service.names;
  out["status_page"] = service.status_page.empty() ? Json(nullptr) : Json(service.status_page);
  out["upstream"] = service.upstreams;
  out["downstream"] = std::move(downstream);
  out["peers"] = std::move(peers);
  out["now"] = breakdown_json(overview, now);
  out["history"] = history_json(overview, incidents);
  out["incidents"] = std::move(briefs);
  return out;
}

}  // namespace outcry::outputs::web
