#include <fmt/format.h>

#include <cmath>

#include "outputs/fields.h"
#include "outputs/report/comparison.h"
#include "outputs/report/intervals.h"
#include "outputs/report/phrases.h"
#include "outputs/report/sections.h"
#include "outputs/verdict.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

std::string beginning(const KeyTimes& times) {
  if (!times.onset) return "When it began is not known.";
  std::string out = fmt::format("It began at about {} UTC on {}", clock(*times.onset), weekday_and_day(*times.onset));
  if (times.onset_from && times.onset_to && *times.onset_from < *times.onset_to) {
    out +=
        fmt::format(" (between {} and {})", when(*times.onset_from, times.onset), when(*times.onset_to, times.onset));
  }
  return out + ".";
}

std::string alarm(const Json& incident, const KeyTimes& times) {
  const std::string state = text(incident, "state");
  if (!times.alarm && (state == "suspected" || state == "dismissed")) return " It was suspected; no alarm was raised.";
  if (!times.alarm) return " When the alarm was raised is not known.";
  std::string out = fmt::format(" The alarm was raised at {}", when(*times.alarm, times.onset));
  if (times.onset) out += fmt::format(", {} this estimate", relative(*times.alarm, *times.onset));
  return out + ".";
}

std::string peak(const Json& incident, const KeyTimes& times) {
  const auto most = known_whole(incident, "peak_reporters");
  if (!times.peak || !most) return "";
  return fmt::format(" Reports peaked at {}, with {} in one window.", when(*times.peak, times.onset),
                     counted(*most, "reporter"));
}

std::string official(const Json& incident, const KeyTimes& times) {
  const std::string word = text(member(incident, "official"), "word");
  if (!times.official) return word == "none" ? " No official word was heard." : "";
  std::string out = fmt::format(" The provider first spoke at {}", when(*times.official, times.onset));
  if (times.onset) out += fmt::format(", {} the onset", relative(*times.official, *times.onset));
  return out + ".";
}

std::string end(const Json& incident, const KeyTimes& times) {
  const std::string state = text(incident, "state");
  if (times.end) {
    std::string out = fmt::format(" Reports had fallen by {}", when(*times.end, times.onset));
    if (times.onset) out += fmt::format(", {} the onset", relative(*times.end, *times.onset));
    if (!times.resolved || *times.resolved <= *times.end) return out + ".";
    return fmt::format("{}; it was closed at {}, as they had stayed near the usual.", out,
                       when(*times.resolved, times.onset));
  }
  if (state == "dismissed") return " It was dismissed.";
  if (state == "merged") return " It was merged into a common cause and is told there.";
  if (state == "resolved") return " It is over; when it ended is not known.";
  if (state == "recovering" && times.recovering) {
    return fmt::format(" Fewer people have reported it since {}; it was not yet closed when this was written.",
                       when(*times.recovering, times.onset));
  }
  if (state.empty()) return " Whether it is over is not known.";
  return times.now ? fmt::format(" It was not over at {}, when this was written.", when(*times.now, times.onset))
                   : " It was not over when this was written.";
}

std::string reopened(const Json& incident) {
  const auto times = whole(incident, "reopened_count");
  return times == 0 ? "" : fmt::format(" It came back {} after it had been closed.", counted(times, "time"));
}

std::string history(const Facts& facts) {
  const Comparison comparison = compare(facts);
  return comparison.enough_history ? " " + sentence(comparison, facts) : "";
}

KeyFigure reporters(const Json& incident) {
  const auto expected = known_number(incident, "expected");
  return {"Reporters", known(known_whole(incident, "observed")),
          expected ? fmt::format("where {} {} expected", amount(*expected), amount(*expected) == "1" ? "is" : "are")
                   : "how many are expected is not known"};
}

KeyFigure ratio(const Json& incident) {
  const auto observed = known_whole(incident, "observed");
  const auto expected = known_number(incident, "expected");
  if (!observed || !expected || *expected <= 0) {
    return {"Times the expected", std::string(kNotKnown), ""};
  }
  const Range range = ratio_of(*observed, *expected);
  return {"Times the expected", amount(range.value),
          fmt::format("95 % interval {} to {}, by counting error alone; n = {}", amount(range.low), amount(range.high),
                      count(*observed))};
}

KeyFigure length(const Json& incident, const KeyTimes& times) {
  const char* label = is_over(incident) ? "Lasted" : "So far";
  const auto& until = is_over(incident) ? times.end : times.now;
  if (!times.onset || !until || *until < *times.onset) return {label, std::string(kNotKnown), ""};
  return {label, format_duration(*until - *times.onset),
          fmt::format("{} to {} UTC", clock(*times.onset), when(*until, times.onset))};
}

std::string lag(const std::optional<EventTime>& at, const std::optional<EventTime>& onset) {
  if (!at || !onset) return std::string(kNotKnown);
  return *at >= *onset ? format_duration(*at - *onset) : format_duration(*onset - *at) + " before";
}

KeyFigure noticed(const Json& incident, const KeyTimes& times) {
  const std::string state = text(incident, "state");
  if (!times.alarm && (state == "suspected" || state == "dismissed")) {
    return {"Alarm after the onset", "none", "it was a suspicion only"};
  }
  std::string note = times.alarm ? fmt::format("at {}", when(*times.alarm, times.onset)) : "";
  if (times.alarm && times.onset_from && times.onset_to && *times.onset_from < *times.onset_to &&
      *times.onset_to <= *times.alarm) {
    note += fmt::format("; {} to {}, as the onset is not certain", format_duration(*times.alarm - *times.onset_to),
                        format_duration(*times.alarm - *times.onset_from));
  }
  return {"Alarm after the onset", lag(times.alarm, times.onset), note};
}

KeyFigure official_lag(const Json& incident, const KeyTimes& times) {
  const std::string word = text(member(incident, "official"), "word");
  const char* label = "First official word";
  if (!times.official) return {label, word == "none" ? "none heard" : std::string(kNotKnown), ""};
  std::string value = lag(times.official, times.onset);
  if (times.onset && *times.official >= *times.onset) value += " after";
  return {label, value, fmt::format("at {}; by now: {}", when(*times.official, times.onset), known(word))};
}

KeyFigure peak_figure(const Json& incident, const KeyTimes& times) {
  return {"At the peak", known(known_whole(incident, "peak_reporters")),
          times.peak ? fmt::format("reporters in one window, at {}", when(*times.peak, times.onset))
                     : "reporters in one window"};
}

KeyFigure severity(const Json& incident) {
  const Json& severity = member(incident, "severity");
  const auto area = known_number(severity, "area");
  const auto level = known_whole(severity, "level");
  std::string note = level ? fmt::format("level {} of 4", *level) : "";
  if (area) note += fmt::format("{}{} reporters above the expected", note.empty() ? "" : "; ", amount(*area));
  return {"Severity", known(text(severity, "name")), note};
}

KeyFigure chance(const Json& incident) {
  const Json& statistic = member(incident, "statistic");
  const auto rate = known_number(statistic, "false_alarms_per_day");
  const auto value = known_number(statistic, "value");
  const auto threshold = known_number(statistic, "threshold");
  return {"By chance alone", rate ? how_often(*rate) : std::string(kNotKnown),
          value && threshold ? fmt::format("chart at {}, its limit is {}", level(*value), level(*threshold)) : ""};
}

}  // namespace

std::string account(const Facts& facts, const KeyTimes& times) {
  const Json& incident = facts.incident;
  return beginning(times) + alarm(incident, times) + peak(incident, times) + official(incident, times) +
         end(incident, times) + reopened(incident) + history(facts);
}

std::vector<KeyFigure> key_figures(const Facts& facts, const KeyTimes& times) {
  const Json& incident = facts.incident;
  return {reporters(incident),          ratio(incident),          length(incident, times),
          peak_figure(incident, times), noticed(incident, times), official_lag(incident, times),
          severity(incident),           chance(incident)};
}

}  // namespace outcry::outputs::report
