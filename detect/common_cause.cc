#include "detect/common_cause.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace outcry::detect {
namespace {

constexpr double kNamedShare = 0.25;
constexpr std::uint32_t kFewestNamed = 3;
constexpr double kTimesLarger = 4;
constexpr double kUpstreamShare = 0.1;
constexpr double kFewestUpstream = 5;
constexpr auto kLongestLead = std::chrono::hours(1);
constexpr std::size_t kFewestSharing = 3;

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

/// All that a service stands on, over any number of steps.
std::vector<ServiceId> upstreams_of(ServiceId service, const Catalog& catalog) {
  std::vector<ServiceId> out;
  std::vector<ServiceId> open{service};
  while (!open.empty()) {
    const ServiceId at = open.back();
    open.pop_back();
    for (const auto& slug : catalog.at(at).upstreams) {
      const auto next = catalog.find_service(slug);
      if (!next || *next == service || std::ranges::find(out, *next) != out.end()) continue;
      out.push_back(*next);
      open.push_back(*next);
    }
  }
  return out;
}

/// The longest run of incidents, by onset, that lie within an hour.
std::vector<ServiceId> together(std::vector<const Incident*> incidents) {
  std::ranges::sort(incidents, {}, [](const Incident* one) { return std::pair(one->onset_at, one->service); });
  auto best = std::pair(incidents.begin(), incidents.begin());
  for (auto first = incidents.begin(); first != incidents.end(); ++first) {
    const auto late = [&](const Incident* one) { return one->onset_at - (*first)->onset_at > kLongestLead; };
    const auto last = std::find_if(first, incidents.end(), late);
    if (last - first > best.second - best.first) best = {first, last};
  }
  std::vector<ServiceId> out;
  std::transform(best.first, best.second, std::back_inserter(out), [](const Incident* one) { return one->service; });
  return out;
}

std::size_t count_standing_on(ServiceId upstream, const Catalog& catalog) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < catalog.services.size(); ++i)
    n += stands_on(static_cast<ServiceId>(i), upstream, catalog) ? 1 : 0;
  return n;
}

std::vector<SharedUpstream> groups_by_upstream(const std::vector<Incident>& open, const Catalog& catalog) {
  std::map<ServiceId, std::vector<const Incident*>> by_upstream;
  for (const Incident& incident : open)
    for (const ServiceId upstream : upstreams_of(incident.service, catalog)) by_upstream[upstream].push_back(&incident);
  std::vector<SharedUpstream> out;
  for (auto& [upstream, incidents] : by_upstream) {
    const bool fails_itself = std::ranges::find(open, upstream, &Incident::service) != open.end();
    if (fails_itself || incidents.size() < kFewestSharing) continue;
    auto members = together(std::move(incidents));
    if (members.size() >= kFewestSharing)
      out.push_back({upstream, std::move(members), count_standing_on(upstream, catalog)});
  }
  return out;
}

}  // namespace

std::vector<SharedUpstream> shared_upstreams(const std::vector<Incident>& open, const Catalog& catalog) {
  auto groups = groups_by_upstream(open, catalog);
  std::ranges::stable_sort(groups, [](const SharedUpstream& a, const SharedUpstream& b) {
    return a.members.size() != b.members.size() ? a.members.size() > b.members.size() : a.known < b.known;
  });
  std::vector<SharedUpstream> out;
  for (SharedUpstream& group : groups) {
    const auto taken = [&](ServiceId member) {
      return std::ranges::any_of(
          out, [&](const auto& other) { return std::ranges::find(other.members, member) != other.members.end(); });
    };
    std::erase_if(group.members, taken);
    if (group.members.size() >= kFewestSharing) out.push_back(std::move(group));
  }
  return out;
}

std::string shared_upstream_reason(const SharedUpstream& shared, const Incident& member,
                                   const std::vector<Incident>& open, const Catalog& catalog) {
  std::vector<std::string> others;
  EventTime first = member.onset_at;
  EventTime last = member.onset_at;
  for (const ServiceId service : shared.members) {
    const auto& incident = *std::ranges::find(open, service, &Incident::service);
    first = std::min(first, incident.onset_at);
    last = std::max(last, incident.onset_at);
    if (service != member.service) others.push_back(catalog.at(service).name);
  }
  const std::string& upstream = catalog.at(shared.upstream).name;
  return fmt::format(
      "{} stands on {}, as do {}; they rose within {} of each other ({} of {} such services fail), and nobody "
      "reports {} itself: a common cause there is likely.",
      catalog.at(member.service).name, upstream, fmt::join(others, ", "),
      format_duration(std::max<EventTime::duration>(last - first, std::chrono::minutes(1))), shared.members.size(),
      shared.known, upstream);
}

bool stands_on(ServiceId service, ServiceId upstream, const Catalog& catalog) {
  if (catalog.at(service).upstreams.empty()) return false;
  const auto all = upstreams_of(service, catalog);
  return std::ranges::find(all, upstream) != all.end();
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
