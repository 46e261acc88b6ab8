#include "outputs/report/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "outputs/fields.h"
#include "outputs/report/phrases.h"
#include "outputs/report/timeline.h"
#include "outputs/verdict.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

constexpr double kLongestSpanDays = 90;
constexpr double kEnoughDays = 14;

using Length = std::optional<std::chrono::microseconds>;

/// Of what is over, and of this incident also so far.
Length length_of(const KeyTimes& times, bool so_far) {
  const auto end = times.end || !so_far ? times.end : times.now;
  if (!times.onset || !end || *end < *times.onset) return std::nullopt;
  return *end - *times.onset;
}

std::optional<double> size_of(const Json& incident) { return known_number(member(incident, "severity"), "area"); }

bool is_set_aside(const std::string& state) { return state == "dismissed" || state == "merged"; }

double span_of(double heard_days) {
  return std::isfinite(heard_days) ? std::clamp(heard_days, 0.0, kLongestSpanDays) : 0;
}

/// Within 90 days before `onset`, and another than this.
bool is_before(const Json& other, const Json& incident, EventTime onset) {
  const auto began = time(other, "onset_at");
  const std::string id = text(other, "id");
  return began && *began < onset && onset - *began <= std::chrono::days{90} &&
         (id.empty() || id != text(incident, "id"));
}

std::string than(int fewer, int all) {
  if (all == 1) return fewer == 1 ? "than the one before" : "not than the one before";
  return fewer == all ? fmt::format("than all {} before", all) : fmt::format("than {} of the {} before", fewer, all);
}

std::string span_text(const Comparison& comparison, const std::string& name) {
  if (comparison.span_days >= kLongestSpanDays) return "in 90 days";
  return fmt::format("in the {} days for which {} has been listened to", amount(std::floor(comparison.span_days)),
                     name);
}

}  // namespace

Comparison compare(const Facts& facts) {
  const KeyTimes times = key_times(facts.incident);
  Comparison out{.span_days = span_of(facts.heard_days)};
  if (!times.onset) return out;
  out.enough_history = out.span_days >= kEnoughDays;
  const Length length = length_of(times, true);
  const auto size = size_of(facts.incident);
  for (const auto& other : facts.earlier) {
    if (!is_before(other, facts.incident, *times.onset)) continue;
    const std::string state = text(other, "state");
    if (is_set_aside(state)) ++out.set_aside;
    if (is_set_aside(state) || state == "suspected") continue;
    out.earlier.push_back(&other);
    const Length its_length = length_of(key_times(other), false);
    const auto its_size = size_of(other);
    if (length && its_length) {
      ++out.of_lengths;
      out.longer_than += *length > *its_length ? 1 : 0;
    }
    if (size && its_size) {
      ++out.of_sizes;
      out.larger_than += *size > *its_size ? 1 : 0;
    }
  }
  out.nth_90d = static_cast<int>(out.earlier.size()) + 1;
  std::ranges::stable_sort(out.earlier, std::greater{}, [](const Json* other) { return time(*other, "onset_at"); });
  return out;
}

std::string sentence(const Comparison& comparison, const Facts& facts) {
  const std::string name = service_name(facts.incident);
  if (comparison.nth_90d == 0) return "It cannot be compared with earlier incidents, as its onset is not known.";
  if (!comparison.enough_history) {
    if (comparison.span_days <= 0) {
      return fmt::format(
          "There is not enough history to say whether this is frequent: for how long {} has been "
          "listened to is not known.",
          name);
    }
    return fmt::format(
        "There is not enough history to say whether this is frequent: {} has been listened to for {} "
        "only.",
        name, format_duration(std::chrono::seconds(static_cast<std::int64_t>(comparison.span_days * 86400))));
  }
  const std::string span = span_text(comparison, name);
  if (comparison.nth_90d == 1) return fmt::format("This is the first incident of {} {}.", name, span);
  std::string out = fmt::format("This is the {} incident of {} {}.", ordinal(comparison.nth_90d), name, span);
  std::vector<std::string> parts;
  if (comparison.of_lengths != 0) {
    parts.push_back(fmt::format("{} {}", is_over(facts.incident) ? "lasted longer" : "has so far lasted longer",
                                than(comparison.longer_than, comparison.of_lengths)));
  }
  if (comparison.of_sizes != 0) {
    parts.push_back(fmt::format("{} larger {}", is_over(facts.incident) ? "was" : "is",
                                than(comparison.larger_than, comparison.of_sizes)));
  }
  return parts.empty() ? out : fmt::format("{} It {}.", out, enumerated(parts));
}

}  // namespace outcry::outputs::report
