#include "detect/common_cause.h"

#include <fmt/format.h>

#include <algorithm>

namespace outcry::detect {
namespace {

constexpr double kNamedShare = 0.25;
constexpr std::uint32_t kFewestNamed = 3;
constexpr double kTimesLarger = 4;
constexpr double kUpstreamShare = 0.1;
constexpr double kFewestUpstream = 5;
constexpr auto kLongestLead = std::chrono::hours(1);

double excess(const Incident& incident) { return incident.observed - incident.expected; }

std::uint32_t naming(const Incident& incident, ServiceId other) {
  const auto found = std::ranges::find(incident.also_named, other, &AlsoNamedCount::service);
  return found == incident.also_named.end() ? 0 : found->reporters;
}

bool is_named_with(const Incident& incident, const Incident& other) {
  const std::uint32_t n = naming(incident, other.service);
  return n >= kFewestNamed && n >= kNamedShare * incident.observed;
}

bool is_larger(const Incident& other, const Incident& incident) {
  return excess(other) >= kTimesLarger * std::max(1.0, excess(incident));
}

/// People name what they cannot reach more often than what it stands on.
bool is_felt(const Incident& other, const Incident& incident) {
  return excess(other) >= std::max(kFewestUpstream, kUpstreamShare * excess(incident)) &&
         incident.onset_at - other.onset_at <= kLongestLead;
}

std::string size(const Incident& incident, const Incident& other, const Catalog& catalog) {
  return fmt::format("{} has {:.0f} reporters above the expected, {} {:.0f}.", catalog.at(other.service).name,
                     excess(other), catalog.at(incident.service).name, std::max(0.0, excess(incident)));
}

std::string order(const Incident& other, const Catalog& catalog) {
  return fmt::format("{} rose no later: from {} on.", catalog.at(other.service).name, format_utc(other.onset_at));
}

}  // namespace

bool stands_on(ServiceId service, ServiceId upstream, const Catalog& catalog) {
  if (catalog.at(service).upstreams.empty()) return false;
  std::vector<ServiceId> open{service};
  std::vector<bool> seen(catalog.services.size(), false);
  seen[static_cast<std::size_t>(service)] = true;
  while (!open.empty()) {
    const ServiceId at = open.back();
    open.pop_back();
    for (const auto& slug : catalog.at(at).upstreams) {
      const auto next = catalog.find_service(slug);
      if (!next || seen[static_cast<std::size_t>(*next)]) continue;
      if (*next == upstream) return true;
      seen[static_cast<std::size_t>(*next)] = true;
      open.push_back(*next);
    }
  }
  return false;
}

std::vector<std::string> collateral_reasons(const Incident& incident, const Incident& other, const Catalog& catalog) {
  if (other.onset_at > incident.onset_to) return {};
  const bool named = is_named_with(incident, other) && is_larger(other, incident);
  const bool upstream = is_felt(other, incident) && stands_on(incident.service, other.service, catalog);
  std::vector<std::string> out;
  if (named)
    out.push_back(fmt::format("{} of its {} reporters name {} in the same post.", naming(incident, other.service),
                              incident.observed, catalog.at(other.service).name));
  if (upstream)
    out.push_back(fmt::format("{} stands on {}.", catalog.at(incident.service).name, catalog.at(other.service).name));
  if (out.empty()) return out;
  out.push_back(size(incident, other, catalog));
  out.push_back(order(other, catalog));
  return out;
}

}  // namespace outcry::detect
