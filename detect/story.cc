#include "detect/story.h"

#include <fmt/format.h>

namespace outcry::detect::story {
namespace {

std::string number(double value) { return value < 9.95 ? fmt::format("{:.1f}", value) : fmt::format("{:.0f}", value); }

}  // namespace

std::string counts(std::uint32_t observed, double expected, std::chrono::microseconds duration) {
  return fmt::format("{} {} in {}, {} expected", observed, observed == 1 ? "reporter" : "reporters",
                     format_duration(duration), number(expected));
}

std::string rate(double per_day) {
  if (per_day >= 1) return fmt::format("{} times a day", number(per_day));
  const double days = 1 / per_day;
  return days >= 3650 ? "less than once in ten years" : fmt::format("once in {} days", number(days));
}

std::string statistic(const Statistic& statistic) {
  return fmt::format("{} at {:.1f}, limit {:.1f} ({}): by chance {}", statistic.name, statistic.value,
                     statistic.threshold, statistic.parameters, rate(statistic.false_alarms_per_day));
}

std::string incident_id(const std::string& slug, EventTime onset) {
  std::string text = format_utc(std::chrono::floor<std::chrono::minutes>(onset));  // 2026-11-23T19:42:00Z
  return fmt::format("{}-{}{}{}T{}{}Z", slug, text.substr(0, 4), text.substr(5, 2), text.substr(8, 2),
                     text.substr(11, 2), text.substr(14, 2));
}

}  // namespace outcry::detect::story
