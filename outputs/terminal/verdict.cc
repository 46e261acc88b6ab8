#include "outputs/terminal/verdict.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "outputs/terminal/fields.h"
#include "outputs/terminal/words.h"

namespace outcry::outputs::terminal {
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

std::string period(EventTime from, EventTime to) {
  if (same_day(from, to)) return fmt::format("from {} to {}", clock(from), moment(to));
  return fmt::format("from {} to {}", moment(from), moment(to));
}

std::string claim(const Json& incident) {
  const std::string state = text(incident, "state");
  const std::string name = text(member(incident, "service"), "name");
  const std::string where = place(incident);
  const EventTime onset = time(incident, "onset_at").value_or(EventTime{});
  const auto resolved = time(incident, "resolved_at");
  const auto recovering = time(incident, "recovering_at");
  if (resolved && state == "resolved") {
    return fmt::format("{} failed{} {}", name, where, period(onset, ended(incident).value_or(*resolved)));
  }
  if (state == "suspected") return fmt::format("{} may be failing{} since {}", name, where, moment(onset));
  if (state == "recovering" && recovering) {
    return fmt::format("{} failed{} from {}, and works again for more and more since {}", name, where, moment(onset),
                       clock(*recovering));
  }
  if (state == "dismissed") return fmt::format("{} failed{} at {}, which was dismissed", name, where, moment(onset));
  return fmt::format("{} fails{} since {}", name, where, moment(onset));
}

/// With the time it took, unless the claim has told it.
std::string size(const Json& incident) {
  const auto onset = time(incident, "onset_at");
  const auto now = time(incident, "recorded_at");
  std::string out = counted(whole(incident, "observed"), "reporter");
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

std::string verdict(const Json& incident) {
  return fmt::format("{} report that {}: {}{}{}.", whole(incident, "observed") < kFew ? "A few people" : "People",
                     claim(incident), size(incident), what(incident), strongest(incident));
}

}  // namespace outcry::outputs::terminal
