#include "outputs/verdict.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "outputs/fields.h"
#include "outputs/words.h"

namespace outcry::outputs {
namespace {

/// Fewer reporters than this may well be chance, or a few people's own trouble.
constexpr std::uint64_t kFew = 10;

/// Countries whose names want an article, or have a shorter one.
std::string in_country(const std::string& country) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kWithArticle{
      {{"United States", "the US"},
       {"United Kingdom", "the UK"},
       {"Netherlands", "the Netherlands"},
       {"Philippines", "the Philippines"}}};
  for (const auto& [name, short_name] : kWithArticle) {
    if (country == name) return fmt::format(" in {}", short_name);
  }
  return country.empty() ? "" : " in " + country;
}

/// The country, when all regions that are told lie in one.
std::string place(const Json& incident) {
  std::string country;
  for (const auto& region : list(incident, "regions")) {
    const std::string other = text(region, "country");
    if (!country.empty() && other != country) return "";
    country = other;
  }
  return in_country(country);
}

std::string moment(EventTime time) { return fmt::format("{} UTC on {}", clock(time), day(time)); }

std::string since(const std::optional<EventTime>& time) {
  return time ? "since " + moment(*time) : "since a time that is not known";
}

std::string period(const std::optional<EventTime>& from, const std::optional<EventTime>& to) {
  if (!from && !to) return "at a time that is not known";
  if (!from) return fmt::format("until {}", moment(*to));
  if (!to) return fmt::format("from {} to a time that is not known", moment(*from));
  if (same_day(*from, *to)) return fmt::format("from {} to {}", clock(*from), moment(*to));
  return fmt::format("from {} to {}", moment(*from), moment(*to));
}

/// Of a rise that is past `later`.
std::string after(const std::optional<EventTime>& onset, const std::optional<EventTime>& later) {
  if (!onset) return ", after a rise that began at a time that is not known";
  const bool is_near = later && same_day(*onset, *later);
  return fmt::format(", after a rise that began at {}", is_near ? clock(*onset) : moment(*onset));
}

std::string name_of(const Json& incident) {
  const std::string name = text(member(incident, "service"), "name");
  return name.empty() ? "a service that is not named" : name;
}

bool is_down(std::string_view state) { return state == "recovering" || state == "resolved"; }

std::string claim(const Json& incident) {
  const std::string state = text(incident, "state");
  const std::string name = name_of(incident);
  const std::string where = place(incident);
  const auto onset = time(incident, "onset_at");
  const auto recovering = time(incident, "recovering_at");
  if (state == "resolved") return fmt::format("{} failed{} {}", name, where, period(onset, ended(incident)));
  if (state == "suspected") return fmt::format("{} may be failing{} {}", name, where, since(onset));
  if (state == "recovering") return fmt::format("{} fails{}{}", name, where, after(onset, recovering));
  if (state == "dismissed") {
    return fmt::format("{} failed{} at {}, which was dismissed", name, where,
                       onset ? moment(*onset) : "a time that is not known");
  }
  if (const auto again = again_since(incident))
    return fmt::format("{} fails again{} {}{}", name, where, since(again), after(onset, again));
  return fmt::format("{} fails{} {}", name, where, since(onset));
}

/// Who reports it. Of fewer than before it is said since when.
std::string people(const Json& incident) {
  if (text(incident, "state") == "recovering") {
    const auto recovering = time(incident, "recovering_at");
    return recovering ? fmt::format("Since {} fewer people", moment(*recovering)) : "Fewer people";
  }
  return known_whole(incident, "observed").value_or(kFew) < kFew ? "A few people" : "People";
}

/// With the time it took, unless the claim has told it.
std::string size(const Json& incident) {
  const auto observed = known_whole(incident, "observed");
  if (!observed) return "how many is not known";
  const auto onset = time(incident, "onset_at");
  const auto now = time(incident, "recorded_at");
  std::string out = counted(*observed, "reporter");
  if (onset && now && *now > *onset && !ended(incident)) out += " in " + format_duration(*now - *onset);
  const double expected = number(incident, "expected");
  if (!std::isfinite(expected)) return out;
  return fmt::format("{} where {} {} expected", out, amount(expected), amount(expected) == "1" ? "is" : "are");
}

/// The largest symptom when it is of some weight; "mostly" when more than half of those who name one do.
std::string what(const Json& incident) {
  const Json& symptoms = list(incident, "symptoms");
  if (symptoms.empty()) return "";
  std::uint64_t all = 0;
  for (const auto& symptom : symptoms) all += whole(symptom, "n");
  const auto first = whole(symptoms[0], "n");
  const std::string name = text(symptoms[0], "name");
  return fmt::format("; {} {}", 2 * first > all ? "mostly" : "most often", name);
}

/// The region with the most reporters beyond its usual share, of those that are significantly above it.
std::string strongest(const Json& incident) {
  const auto excess = [](const Json& region) {
    return static_cast<double>(whole(region, "n")) - number(region, "expected");
  };
  const Json* best = nullptr;
  for (const auto& region : list(incident, "regions")) {
    if (!is_set(region, "significant")) continue;
    if (best == nullptr || excess(region) > excess(*best)) best = &region;
  }
  return best == nullptr ? "" : "; strongest in " + text(*best, "name");
}

}  // namespace

std::optional<EventTime> ended(const Json& incident) {
  if (text(incident, "state") != "resolved") return std::nullopt;
  const auto recovering = time(incident, "recovering_at");
  return recovering ? recovering : time(incident, "resolved_at");
}

bool is_over(const Json& incident) {
  const auto state = raw_text(incident, "state");
  return state == "resolved" || state == "merged" || state == "dismissed";
}

std::optional<EventTime> again_since(const Json& incident) {
  if (raw_text(incident, "state") != "open") return std::nullopt;
  std::optional<EventTime> opened;
  std::optional<EventTime> again;
  std::string_view before;
  for (const Json& transition : list(incident, "transitions")) {
    const auto to = raw_text(transition, "to");
    // Under a common cause it goes on as it was.
    if (to == "merged") continue;
    if (to == "open") opened = time(transition, "at");
    if (to == "open" && is_down(before)) again = opened;
    before = to;
  }
  // What was over under a common cause was not told to be.
  return !again && whole(incident, "reopened_count") > 0 ? opened : again;
}

std::string verdict(const Json& incident) {
  return fmt::format("{} report that {}: {}{}{}.", people(incident), claim(incident), size(incident), what(incident),
                     strongest(incident));
}

}  // namespace outcry::outputs
