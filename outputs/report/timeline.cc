#include "outputs/report/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "outputs/fields.h"
#include "outputs/report/phrases.h"
#include "outputs/verdict.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

std::optional<EventTime> element(const Json& list, std::size_t index) {
  if (index >= list.size() || !list[index].is_string()) return std::nullopt;
  return parse_rfc3339(list[index].get_ref<const std::string&>());
}

/// The first transition to open; where none is told, what the incident says once it is beyond a suspicion.
std::optional<EventTime> alarm_of(const Json& incident) {
  for (const auto& step : list(incident, "transitions")) {
    if (text(step, "to") == "open") return time(step, "at");
  }
  const std::string state = text(incident, "state");
  if (state == "suspected" || state == "dismissed") return std::nullopt;
  return time(incident, "detected_at");
}

std::optional<EventTime> last_known(const Json& incident) {
  if (const auto at = time(incident, "recorded_at")) return at;
  if (const auto at = time(member(incident, "event"), "at")) return at;
  std::optional<EventTime> out;
  for (const auto& step : list(incident, "transitions")) out = std::max(out, time(step, "at"));
  return out;
}

std::string title_of(const std::string& state, const Json& step, const KeyTimes& times) {
  const bool is_alarm = state == "open" && times.alarm && times.alarm == time(step, "at");
  if (is_alarm) return "alarm: open";
  if (state == "open") return "open again";
  return known(state);
}

void add_transitions(std::vector<Moment>& out, const Json& incident, const KeyTimes& times) {
  for (const auto& step : list(incident, "transitions")) {
    const auto at = time(step, "at");
    if (!at) continue;
    const std::string state = text(step, "to");
    out.push_back({.at = *at,
                   .kind = known(state),
                   .title = title_of(state, step, times),
                   .text = sentence_case(text(step, "reason")),
                   .statistic = known_number(step, "statistic"),
                   .threshold = known_number(step, "threshold"),
                   .actor = text(step, "actor")});
  }
}

/// Moments that no transition tells.
void add_untold(std::vector<Moment>& out, const Json& incident, const KeyTimes& times) {
  const auto tells = [&](std::string_view state) {
    return std::ranges::any_of(list(incident, "transitions"), [&](const Json& step) {
      return text(step, "to") == state && time(step, "at").has_value();
    });
  };
  if (times.alarm && !tells("open")) out.push_back({.at = *times.alarm, .kind = "open", .title = "alarm: open"});
  if (times.recovering && !tells("recovering")) {
    out.push_back({.at = *times.recovering, .kind = "recovering", .title = "recovering"});
  }
  if (times.resolved && !tells("resolved")) {
    out.push_back({.at = *times.resolved, .kind = "resolved", .title = "resolved"});
  }
}

std::string onset_text(const KeyTimes& times) {
  if (!times.onset_from || !times.onset_to || *times.onset_from >= *times.onset_to) return "Estimated beginning";
  return fmt::format("Estimated beginning, between {} and {}", when(*times.onset_from, times.onset),
                     when(*times.onset_to, times.onset));
}

}  // namespace

KeyTimes key_times(const Json& incident) {
  const Json& interval = list(incident, "onset_interval");
  return {.onset = time(incident, "onset_at"),
          .onset_from = element(interval, 0),
          .onset_to = element(interval, 1),
          .alarm = alarm_of(incident),
          .peak = time(incident, "peak_at"),
          .official = time(member(incident, "official"), "first_at"),
          .recovering = time(incident, "recovering_at"),
          .resolved = time(incident, "resolved_at"),
          .end = ended(incident),
          .now = last_known(incident)};
}

std::string action_name(const std::string& action) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNames{
      {{"acknowledge", "acknowledged by an operator"},
       {"dismiss", "dismissed by an operator"},
       {"mark_true", "reviewed: a true incident"},
       {"mark_false", "reviewed: a false alarm"},
       {"note", "note of an operator"}}};
  for (const auto& [key, name] : kNames) {
    if (action == key) return std::string(name);
  }
  return action.empty() ? "note of an operator" : "operator: " + action;
}

std::vector<Moment> timeline(const Facts& facts) {
  const Json& incident = facts.incident;
  const KeyTimes times = key_times(incident);
  std::vector<Moment> out;
  if (times.onset) out.push_back({.at = *times.onset, .kind = "onset", .title = "onset", .text = onset_text(times)});
  add_transitions(out, incident, times);
  add_untold(out, incident, times);
  if (times.peak) {
    const auto most = known_whole(incident, "peak_reporters");
    out.push_back({.at = *times.peak,
                   .kind = "peak",
                   .title = "peak",
                   .text = most ? counted(*most, "reporter") + " in one window" : ""});
  }
  if (times.official) {
    const auto lag = times.onset ? sentence_case(relative(*times.official, *times.onset)) + " the onset" : "";
    out.push_back({.at = *times.official, .kind = "official", .title = "first official word", .text = lag});
  }
  for (const auto& note : facts.notes) {
    out.push_back({.at = note.at, .kind = "operator", .title = action_name(note.action), .text = note.text});
  }
  std::ranges::stable_sort(out, {}, &Moment::at);
  return out;
}

}  // namespace outcry::outputs::report
