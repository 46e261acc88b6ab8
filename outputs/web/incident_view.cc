#include "outputs/web/incident_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "outputs/fields.h"
#include "outputs/incident_json.h"
#include "outputs/report/comparison.h"

namespace outcry::outputs::web {
namespace {

using namespace std::chrono_literals;

constexpr auto kBefore = 1h;
constexpr auto kAfter = 2h;
constexpr std::size_t kMostGaps = 1000;

std::vector<Json> earlier_than(const Overview& overview, const Json& incident) {
  std::vector<Json> out;
  const auto onset = raw_text(incident, "onset_at");
  for (const auto& other : overview.incidents().of_service(raw_text(member(incident, "service"), "slug")))
    if (raw_text(*other, "onset_at") < onset) out.push_back(*other);
  return out;
}

double heard_days(const Overview& overview, const Json& incident) {
  const auto onset = time(incident, "onset_at");
  if (!overview.head() || !onset) return 0;
  return std::max(std::chrono::duration<double, std::ratio<86'400>>(*onset - overview.head()->begin).count(), 0.0);
}

std::string command_of(const Json& incident) { return fmt::format("outcry report {}", raw_text(incident, "id")); }

/// The finest step of which 3,000 are enough.
std::chrono::seconds step_for(std::chrono::microseconds length) {
  for (const auto step : {60s, 600s, 3600s})
    if (length / step <= 400) return step;
  return 86'400s;
}

std::vector<report::Step> course_of(const Overview& overview, const Json& incident) {
  const auto onset = time(incident, "onset_at");
  if (!overview.head() || !onset) return {};
  const EventTime closed = overview.head()->closed_until;
  const auto resolved = time(incident, "resolved_at");
  const EventTime from = *onset - kBefore;
  const EventTime to = std::min(resolved ? *resolved + kAfter : closed, closed);
  if (to <= from) return {};
  const auto step = step_for(to - from);
  const Steps steps = steps_until(to, std::chrono::ceil<std::chrono::seconds>(to - from), step);
  const std::string slug(raw_text(member(incident, "service"), "slug"));
  const auto course = overview.history().course(slug, steps);
  const auto listening = overview.history().listening(steps);
  LevelRecord levels;
  for (const auto& at : overview.history().levels(from - kBefore, to + kBefore, {slug})) levels.add(at);
  std::vector<report::Step> out;
  for (const LaneStep& one : lane_steps({steps, *overview.head(), levels, listening}, slug, course))
    out.push_back({one.begin, step, one.observed, one.expected, one.high, one.heard});
  return out;
}

std::vector<FeedGap> gaps_of(const Overview& overview, const Json& incident) {
  const auto onset = time(incident, "onset_at");
  const auto resolved = time(incident, "resolved_at");
  auto out = overview.store().gaps(kMostGaps);
  std::erase_if(out, [&](const FeedGap& gap) {
    return !onset || gap.to <= *onset - kBefore || (resolved && gap.from >= *resolved);
  });
  return out;
}

}  // namespace

Json incident_json(const Overview& overview, const IncidentBook::Entry& incident) {
  Json out = *incident;
  add_links(out);
  const report::Facts facts{.incident = *incident,
                            .earlier = earlier_than(overview, *incident),
                            .heard_days = heard_days(overview, *incident)};
  const auto compared = report::compare(facts);
  out["compared"] = {{"nth_90d", compared.nth_90d},
                     {"longer_than", compared.longer_than},
                     {"of", compared.of_lengths},
                     {"larger_than", compared.larger_than},
                     {"heard_days", number(facts.heard_days)}};
  Json children = Json::array();
  for (const auto& child : overview.incidents().children(raw_text(*incident, "id")))
    children.push_back(incident_brief(*child));
  out["children"] = std::move(children);
  out["command"] = command_of(*incident);
  return out;
}

report::Facts report_facts(const Overview& overview, const Json& incident) {
  Json stored = incident;
  stored.erase("review");  // it is in the notes
  add_links(stored);
  report::Facts out{.incident = std::move(stored),
                    .course = course_of(overview, incident),
                    .earlier = earlier_than(overview, incident),
                    .heard_days = heard_days(overview, incident),
                    .gaps = gaps_of(overview, incident),
                    .command = command_of(incident)};
  for (const Review& review : overview.history().reviews(raw_text(incident, "id")))
    out.notes.push_back({review.at, review.action, review.text});
  return out;
}

}  // namespace outcry::outputs::web
