#include "app/commands/explain_alarm.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "app/config/units.h"
#include "outputs/fields.h"
#include "outputs/incident_json.h"
#include "outputs/safe_text.h"
#include "outputs/words.h"

namespace outcry::app {
namespace {

using namespace outputs;
using outputs::Json;

constexpr double kNatsTrusted = 3;
constexpr double kMostTimesTold = 1000;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

struct ChartWords {
  std::string_view name;
  std::string_view words;
  std::string_view scale;
  bool in_nats = false;
};

constexpr std::array kCharts{
    ChartWords{
        "sr", "Shiryaev-Roberts mixture",
        "It sums the odds of a surge against none over all beginnings and six surge sizes; value and limit are the "
        "logarithm of that.",
        true},
    ChartWords{"cusum", "likelihood-ratio CUSUM",
               "It sums log likelihood ratios of a surge against none, and starts anew at nothing; value and limit are "
               "logarithms of a waiting time in windows.",
               true},
    ChartWords{"ewma", "EWMA",
               "It averages what came above the expected, the newest windows most; value and limit are in standard "
               "deviations of that average."}};

ChartWords words_of(std::string_view chart) {
  for (const auto& known : kCharts) {
    if (known.name == chart) return known;
  }
  return {chart, "chart", ""};
}

/// The highest value that is stored; of a fresh suspicion that of its transition.
struct Highest {
  std::string chart;
  double value = kUnknown;
  double limit = kUnknown;
  double per_day = kUnknown;
  std::string parameters;
};

Highest highest_of(const Json& incident, const RunFacts& run) {
  const Json& statistic = member(incident, "statistic");
  if (const std::string chart = text(statistic, "name"); !chart.empty()) {
    return {chart, number(statistic, "value"), number(statistic, "threshold"),
            number(statistic, "false_alarms_per_day"), text(statistic, "parameters")};
  }
  Highest out{.chart = harmless(run.chart)};
  const Json& steps = list(incident, "transitions");
  if (steps.empty()) return out;
  out.value = number(steps.back(), "statistic");
  out.limit = number(steps.back(), "threshold");
  return out;
}

struct Asked {
  double per_day = kUnknown;
  bool derived = false;
};

Asked asked_of(const Json& incident, const RunFacts& run) {
  if (run.false_alarms_per_day > 0) return {run.false_alarms_per_day, false};
  const Highest highest = highest_of(incident, run);
  const double apart = highest.value - highest.limit;
  if (!words_of(highest.chart).in_nats || !(std::abs(apart) <= kNatsTrusted) || !(highest.per_day > 0)) return {};
  return {highest.per_day * std::exp(apart), true};
}

std::string rate_of(const Asked& asked) {
  return asked.derived ? how_rare(asked.per_day) : format_rate_per_day(asked.per_day);
}

std::string asked_sentence(const Asked& asked) {
  if (!(asked.per_day > 0)) return "How many false alarms were asked for is not stored.";
  return fmt::format("False alarms that were asked for, of one service: at most {} ({}).", rate_of(asked),
                     asked.derived ? "by the chart's limit; the setting is not stored" : "a setting of the run");
}

std::optional<EventTime> last_told(const Json& incident) {
  if (const auto at = time(incident, "recorded_at")) return at;
  const Json& steps = list(incident, "transitions");
  return steps.empty() ? std::nullopt : time(steps.back(), "at");
}

std::string counts_sentence(const Json& incident, double ratio) {
  const auto from = time(incident, "onset_at");
  const auto to = last_told(incident);
  std::string out = "Since the onset";
  if (from && to && *to > *from) {
    out = fmt::format("From the onset to {}, in {},", moment(*to), format_duration(*to - *from));
  }
  const std::string expected = amount(number(incident, "expected"));
  out += fmt::format(" {} {} expected and {} came", expected, expected == "1" ? "reporter was" : "reporters were",
                     count(whole(incident, "observed")));
  return std::isfinite(ratio) ? out + fmt::format(": {} times as many.", times(ratio)) : out + ".";
}

std::string opening_sentence(const Json& opening) {
  const auto at = time(opening, "at");
  if (!at) return "It has never opened.";
  return fmt::format("It opened at {}, for this reason: {}", moment(*at), full_stop(text(opening, "reason")));
}

/// The design shift in "shift x30, ...", or not a number.
double shift_in(std::string_view parameters) {
  constexpr std::string_view kBefore = "shift x";
  if (!parameters.starts_with(kBefore)) return kUnknown;
  parameters.remove_prefix(kBefore.size());
  double out = kUnknown;
  std::from_chars(parameters.data(), parameters.data() + parameters.size(), out);
  return out;
}

std::string values_sentence(const Highest& highest, const Json& opening) {
  const ChartWords chart = words_of(highest.chart);
  std::string out = fmt::format("The {} ({}) decides: ", chart.words, highest.chart);
  const double first = number(opening, "statistic");
  if (std::isfinite(first)) {
    out += fmt::format("{} when it opened, its limit then {}", level(first), level(number(opening, "threshold")));
    if (level(first) == level(highest.value)) return out + "; it never stood higher.";
    out += "; ";
  }
  const std::string_view place = highest.value < highest.limit ? "below" : "above";
  return out + fmt::format("{} at its highest, {} its limit of {}.", level(highest.value), place, level(highest.limit));
}

std::string shift_sentence(const Highest& highest) {
  if (highest.parameters.empty()) return "";
  const double shift = shift_in(highest.parameters);
  if (!std::isfinite(shift)) return fmt::format("Its parameters: {}.", highest.parameters);
  return fmt::format("Of the surge sizes that it is designed for, {} times the usual explains the counts best ({}).",
                     times(shift), highest.parameters);
}

std::string chance_sentence(const Highest& highest, const Asked& asked) {
  if (!std::isfinite(highest.per_day)) return "";
  std::string out = fmt::format("Counts like these would come by chance {}", how_rare(highest.per_day));
  if (asked.per_day > 0) out += "; asked was " + rate_of(asked);
  return out + ".";
}

void add(std::vector<std::string>& sentences, std::string sentence) {
  if (!sentence.empty()) sentences.push_back(std::move(sentence));
}

std::optional<EventTime> element_time(const Json& times_json, std::size_t index) {
  if (index >= times_json.size() || !times_json[index].is_string()) return std::nullopt;
  return parse_rfc3339(times_json[index].get_ref<const std::string&>());
}

std::string onset_sentence(const std::optional<EventTime>& at, const std::optional<EventTime>& from,
                           const std::optional<EventTime>& to) {
  if (!at) return "The onset is not known.";
  std::string out = fmt::format("The onset is estimated at {} UTC on {}", clock(*at), weekday_and_day(*at));
  if (from && to && *from < *to) out += fmt::format(", and lies between {} and {}", stamp(*from), stamp(*to));
  return out + ".";
}

std::string delay_sentence(const std::optional<EventTime>& onset, const Json& first, const Json& opening) {
  const auto told = time(first, "at");
  if (!onset || !told || *told < *onset) return "";
  std::string out = fmt::format("It was told {} after that, as {}", format_duration(*told - *onset), text(first, "to"));
  const auto opened = time(opening, "at");
  if (opened && *opened > *told) out += fmt::format(", and opened {} after it", format_duration(*opened - *onset));
  return out + ".";
}

std::string change_sentence(const Highest& highest, double confidence, bool opened, const Asked& asked) {
  if (!std::isfinite(confidence) || !std::isfinite(highest.per_day)) {
    return "At which asked rate it would just have opened is not stored.";
  }
  const std::string known = asked.per_day > 0 ? "; asked was " + rate_of(asked) : "";
  if (!opened) {
    return fmt::format("The lowest asked rate at which it would have opened is {}{}.", how_rare(confidence), known);
  }
  return fmt::format("The lowest asked rate at which it would still have opened, by its highest value, is {}{}.",
                     how_rare(confidence), known);
}

std::string meaning_sentence(double confidence, bool opened, double asked) {
  if (!(confidence > 0) || !(asked > 0)) return "";
  const double rarer = asked / confidence;
  if (!opened && rarer >= 1) {
    return "That is rare enough; but an alarm also needs three reporters since the onset, and one in its last window.";
  }
  if (!opened) return fmt::format("Chance alone does this {} times as often as was asked for.", times(1 / rarer));
  if (rarer >= kMostTimesTold) {
    return fmt::format(
        "Only fewer reporters would have kept it from opening: this is more than {} times as rare as asked.",
        count(static_cast<std::uint64_t>(kMostTimesTold)));
  }
  if (rarer <= 1) return "";
  return fmt::format("At a lower one it would not have opened; it is {} times as rare as what was asked.",
                     times(rarer));
}

}  // namespace

Part why_it_opened(const Json& incident, const RunFacts& run) {
  const Asked asked = asked_of(incident, run);
  const Json& opening = opening_of(incident);
  const double observed = static_cast<double>(whole(incident, "observed"));
  const double expected = number(incident, "expected");
  const double ratio = expected > 0 ? observed / expected : kUnknown;
  const auto from = time(incident, "onset_at");
  const auto to = last_told(incident);
  Json fields{{"asked_per_day", outputs::number(asked.per_day)},
              {"asked_is_derived", asked.derived},
              {"observed", whole(incident, "observed")},
              {"expected", outputs::number(expected)},
              {"ratio", outputs::number(ratio)},
              {"from", moment_field(from)},
              {"to", moment_field(to)},
              {"seconds", seconds_field(from, to)},
              {"opened_at", moment_field(time(opening, "at"))},
              {"reason", opening.is_null() ? Json(nullptr) : Json(text(opening, "reason"))}};
  Section section{.heading = opening.is_null() ? "Why it is told, and has not opened" : "Why it opened"};
  section.sentences = {asked_sentence(asked), counts_sentence(incident, ratio), opening_sentence(opening)};
  return {"why", std::move(fields), std::move(section)};
}

Part chart_that_decided(const Json& incident, const RunFacts& run) {
  const Highest highest = highest_of(incident, run);
  const Json& opening = opening_of(incident);
  const ChartWords chart = words_of(highest.chart);
  Json fields{{"name", highest.chart},
              {"words", chart.words},
              {"value", outputs::number(highest.value)},
              {"threshold", outputs::number(highest.limit)},
              {"value_at_opening", outputs::number(number(opening, "statistic"))},
              {"threshold_at_opening", outputs::number(number(opening, "threshold"))},
              {"shift", outputs::number(shift_in(highest.parameters))},
              {"parameters", highest.parameters},
              {"false_alarms_per_day", outputs::number(highest.per_day)},
              {"days_between_false_alarms", outputs::number(1 / highest.per_day)}};
  Section section{.heading = "The chart that decides"};
  if (!std::isfinite(highest.value)) {
    section.sentences = {"What it said is not stored."};
    return {"chart", std::move(fields), std::move(section)};
  }
  section.sentences = {values_sentence(highest, opening)};
  add(section.sentences, shift_sentence(highest));
  add(section.sentences, std::string(chart.scale));
  add(section.sentences, chance_sentence(highest, asked_of(incident, run)));
  return {"chart", std::move(fields), std::move(section)};
}

Part when_it_began(const Json& incident) {
  const Json& steps = list(incident, "transitions");
  const Json& opening = opening_of(incident);
  const Json& first = steps.empty() ? opening : steps.front();
  const auto at = time(incident, "onset_at");
  const Json& interval = list(incident, "onset_interval");
  const auto from = element_time(interval, 0);
  const auto to = element_time(interval, 1);
  Json fields{{"at", moment_field(at)},
              {"from", moment_field(from)},
              {"to", moment_field(to)},
              {"first_told_at", moment_field(time(first, "at"))},
              {"first_told_after_seconds", seconds_field(at, time(first, "at"))},
              {"opened_after_seconds", seconds_field(at, time(opening, "at"))}};
  Section section{.heading = "When it began"};
  section.sentences = {
      onset_sentence(at, from, to),
      "It is the window from which on a raised rate explains the counts best (maximum likelihood); the "
      "interval holds every beginning that is at most 20 times (3 nats) less likely."};
  add(section.sentences, delay_sentence(at, first, opening));
  return {"onset", std::move(fields), std::move(section)};
}

Part what_would_change_it(const Json& incident, const RunFacts& run) {
  const Highest highest = highest_of(incident, run);
  const Asked asked = asked_of(incident, run);
  const bool opened = !opening_of(incident).is_null();
  const bool known = std::isfinite(highest.per_day);
  const double confidence = known ? number(incident, "confidence") : kUnknown;
  Json fields{{"lowest_asked_per_day", outputs::number(confidence)},
              {"days_between_false_alarms", outputs::number(1 / confidence)},
              {"times_stricter_than_asked", outputs::number(asked.per_day / confidence)}};
  Section section{.heading = "What would have changed it"};
  section.sentences = {change_sentence(highest, confidence, opened, asked)};
  add(section.sentences, meaning_sentence(confidence, opened, asked.per_day));
  return {"would_change", std::move(fields), std::move(section)};
}

}  // namespace outcry::app
