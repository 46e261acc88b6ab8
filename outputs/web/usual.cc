#include "outputs/web/usual.h"

#include <algorithm>
#include <chrono>

#include "outputs/fields.h"

namespace outcry::outputs::web {
namespace {

constexpr auto kLearntFrom = std::chrono::hours(84 * 24);

struct Interval {
  EventTime from;
  EventTime to;
};

/// When an incident ended; one that is merged ends with its root.
EventTime end_of(const Overview& overview, const Json& incident, EventTime otherwise) {
  if (const auto resolved = time(incident, "resolved_at")) return *resolved;
  if (raw_text(incident, "state") != "merged") return otherwise;
  const auto root = overview.incidents().find(raw_text(incident, "group_id"));
  return root ? time(*root, "resolved_at").value_or(otherwise) : otherwise;
}

/// Of its windows under alarm, oldest first: from the one in which a chart fired.
std::vector<Interval> alarms(const Overview& overview, std::string_view slug, EventTime to) {
  std::vector<Interval> out;
  for (const auto& incident : overview.incidents().of_service(slug)) {
    const auto state = raw_text(*incident, "state");
    const auto detected = time(*incident, "detected_at");
    if (state == "suspected" || state == "dismissed" || !detected || !overview.head()) continue;
    out.push_back({*detected - overview.head()->window, end_of(overview, *incident, to)});
  }
  std::ranges::sort(out, {}, &Interval::from);
  return out;
}

ServiceCounts counts_of(const DayOfService& day, const Catalog& catalog) {
  ServiceCounts out{.reporters = day.reporters};
  for (const auto& region : day.regions)
    if (const auto id = catalog.find_region(region.name)) out.regions.push_back({*id, region.reporters});
  for (const auto& symptom : day.symptoms)
    if (const auto id = catalog.find_symptom(symptom.name)) out.symptoms.push_back({*id, symptom.reporters});
  return out;
}

}  // namespace

UsualShares usual_shares(const Overview& overview, std::string_view slug, EventTime to) {
  UsualShares out;
  EventTime from = to - kLearntFrom;
  EventTime aged = from;
  const auto age = [&](EventTime until) {
    if (until <= aged) return;
    out.age(std::chrono::duration<double, std::ratio<3600>>(until - aged).count());
    aged = until;
  };
  const auto learn = [&](EventTime until) {
    if (until <= from) return;
    for (const DayOfService& day : overview.history().days(slug, from, until)) {
      age(day.begin + std::chrono::hours(12));
      out.learn(counts_of(day, overview.catalog()));
    }
  };
  for (const Interval& alarm : alarms(overview, slug, to)) {
    learn(std::min(alarm.from, to));
    from = std::max(from, alarm.to);
  }
  learn(to);
  age(to);
  return out;
}

}  // namespace outcry::outputs::web
