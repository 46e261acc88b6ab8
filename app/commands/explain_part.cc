#include "app/commands/explain_part.h"

#include <fmt/format.h>

#include "outputs/fields.h"
#include "outputs/words.h"

namespace outcry::app {
namespace {

using outputs::amount;
using outputs::Json;

constexpr double kDaysInAYear = 365.25;
constexpr double kNeverInYears = 1000;
constexpr double kDaysToldInYears = 2 * kDaysInAYear;

}  // namespace

Json moment_field(const std::optional<EventTime>& at) { return at ? Json(format_utc(*at)) : Json(nullptr); }

Json seconds_field(const std::optional<EventTime>& from, const std::optional<EventTime>& to) {
  if (!from || !to) return nullptr;
  return std::chrono::duration_cast<std::chrono::seconds>(*to - *from).count();
}

std::string how_rare(double per_day) {
  if (!(per_day * kDaysInAYear * kNeverInYears >= 1)) return "less than once in 1,000 years";
  if (per_day >= 1.5) return fmt::format("about {} times a day", amount(std::round(per_day)));
  const double days = std::round(1 / per_day);
  if (days < 2) return "about once a day";
  if (days < kDaysToldInYears) return fmt::format("about once in {} days", amount(days));
  return fmt::format("about once in {} years", amount(days / kDaysInAYear));
}

std::string moment(EventTime at) { return fmt::format("{} UTC on {}", outputs::clock(at), outputs::day(at)); }

std::string full_stop(std::string text) {
  if (!text.empty() && text.find_last_of(".!?") != text.size() - 1) text += '.';
  return text;
}

const Json& opening_of(const Json& incident) {
  static const Json kNever;
  for (const auto& step : outputs::list(incident, "transitions")) {
    if (outputs::text(step, "to") == "open") return step;
  }
  return kNever;
}

}  // namespace outcry::app
