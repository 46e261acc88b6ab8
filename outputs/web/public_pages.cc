#include "outputs/web/public_pages.h"

#include <algorithm>
#include <vector>

#include "outputs/fields.h"
#include "outputs/formats/atom.h"
#include "outputs/formats/badge.h"
#include "outputs/formats/calendar.h"
#include "outputs/formats/statuspage.h"
#include "outputs/web/answer.h"

namespace outcry::outputs::web {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kAtom = "application/atom+xml; charset=utf-8";
constexpr std::string_view kCalendar = "text/calendar; charset=utf-8";
constexpr std::string_view kSvg = "image/svg+xml";
constexpr std::size_t kMostIncidents = 100;

formats::Standing standing_of(const Overview& overview, const ServiceNow& now) {
  const Json brief = overview.brief_json(now);
  return {.slug = std::string(raw_text(brief, "slug")),
          .name = std::string(raw_text(brief, "name")),
          .category = std::string(raw_text(brief, "category")),
          .state = std::string(raw_text(brief, "state")),
          .reason = std::string(raw_text(brief, "reason")),
          .since = time(brief, "since")};
}

std::vector<formats::Standing> all_standings(const Overview& overview) {
  std::vector<formats::Standing> out;
  for (const ServiceNow& now : overview.services()) out.push_back(standing_of(overview, now));
  return out;
}

/// The newest of all, or of one service.
std::vector<Json> incidents_of(const Overview& overview, const std::string& slug) {
  std::vector<Json> out;
  for (const auto& incident : slug.empty() ? overview.incidents().all() : overview.incidents().of_service(slug))
    if (out.size() < kMostIncidents) out.push_back(*incident);
  return out;
}

const ServiceNow& service_named(const Overview& overview, const std::string& slug) {
  const auto id = overview.catalog().find_service(slug);
  if (!id) throw Refusal{404, "no such service"};
  return overview.services()[static_cast<std::size_t>(*id)];
}

/// Pictures and feeds may be shown by pages from elsewhere.
net::ServerResponse open_to_all(std::string_view type, std::string body) {
  auto out = text_answer(type, std::move(body));
  out.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
  return out;
}

std::optional<std::string> statuspage(const std::string& path, const Overview& overview, const formats::Site& site) {
  const auto incidents = incidents_of(overview, "");
  const auto standings = all_standings(overview);
  if (path == "/api/v2/summary.json") return formats::summary_json(site, standings, incidents);
  if (path == "/api/v2/status.json") return formats::status_json(site, standings, incidents);
  if (path == "/api/v2/components.json") return formats::components_json(site, standings, incidents);
  if (path == "/api/v2/incidents.json") return formats::incidents_json(site, standings, incidents);
  if (path == "/api/v2/incidents/unresolved.json") return formats::unresolved_json(site, standings, incidents);
  return std::nullopt;
}

std::optional<net::ServerResponse> of_service(const Request& request, const Overview& overview,
                                              const formats::Site& site) {
  const auto& parts = request.parts();
  if (parts.size() == 2 && parts[0] == "badge" && parts[1].ends_with(".svg")) {
    const auto slug = parts[1].substr(0, parts[1].size() - std::string_view(".svg").size());
    return open_to_all(kSvg, formats::badge_svg(standing_of(overview, service_named(overview, slug))));
  }
  if (parts.size() != 3 || parts[0] != "services") return std::nullopt;
  if (parts[2] != "feed.atom" && parts[2] != "calendar.ics") return std::nullopt;
  const auto standing = standing_of(overview, service_named(overview, parts[1]));
  const auto incidents = incidents_of(overview, parts[1]);
  if (parts[2] == "feed.atom") return open_to_all(kAtom, formats::atom_feed(site, standing, incidents));
  return open_to_all(kCalendar, formats::icalendar(site, standing, incidents));
}

}  // namespace

std::optional<net::ServerResponse> public_page(const Request& request, const Overview& overview,
                                               const std::string& base) {
  const formats::Site site{.base_url = base,
                           .version = overview.version(),
                           .updated = overview.head() ? overview.head()->closed_until : overview.facts().now};
  const std::string& path = request.raw().path;
  if (path == "/feed.atom") return open_to_all(kAtom, formats::atom_feed(site, incidents_of(overview, "")));
  if (path == "/calendar.ics") return open_to_all(kCalendar, formats::icalendar(site, incidents_of(overview, "")));
  if (path.starts_with("/api/v2/")) {
    if (auto body = statuspage(path, overview, site)) return open_to_all(kJson, std::move(*body));
  }
  return of_service(request, overview, site);
}

}  // namespace outcry::outputs::web
