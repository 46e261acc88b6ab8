#include <fmt/format.h>

#include "outputs/fields.h"
#include "outputs/report/intervals.h"
#include "outputs/report/phrases.h"
#include "outputs/report/sections.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

std::string reporters(const Json& incident) {
  const auto observed = known_whole(incident, "observed");
  const auto expected = known_number(incident, "expected");
  const std::string name = service_name(incident);
  if (!observed) return "How many people reported it is not known.";
  std::string out = fmt::format("{} wrote that {} fails for them or asked whether it does for others",
                                counted(*observed, "distinct author"), name);
  if (!expected) return out + "; how many usually do is not known.";
  out += fmt::format("; in the same time and at the same hours of the week {} {} expected", amount(*expected),
                     amount(*expected) == "1" ? "is" : "are");
  if (*expected <= 0) return out + ".";
  const Range ratio = ratio_of(*observed, *expected);
  return fmt::format("{}. That is {} times the expected (95 % interval {} to {}, by counting error alone).", out,
                     amount(ratio.value), amount(ratio.low), amount(ratio.high));
}

std::string severity(const Json& incident) {
  const Json& severity = member(incident, "severity");
  const std::string name = text(severity, "name");
  const auto area = known_number(severity, "area");
  if (name.empty() && !area) return "How severe it was is not known.";
  if (name.empty()) return fmt::format("{} more people than expected wrote so since the onset.", amount(*area));
  if (!area) return fmt::format("It counts as {}.", name);
  return fmt::format(
      "It counts as {}, on the scale minor, moderate, major, extreme: {} more reporters than expected "
      "since the onset.",
      name, amount(*area));
}

std::string peak(const Json& incident, const KeyTimes& times) {
  const auto most = known_whole(incident, "peak_reporters");
  if (!most) return "The peak is not known.";
  return fmt::format("At the peak{} {} spoke in one window.",
                     times.peak ? fmt::format(", at {},", when(*times.peak, times.onset)) : "",
                     counted(*most, "reporter"));
}

std::string decision(const Json& incident) {
  const Json& statistic = member(incident, "statistic");
  const auto value = known_number(statistic, "value");
  const auto threshold = known_number(statistic, "threshold");
  const auto rate = known_number(statistic, "false_alarms_per_day");
  if (!value) return "Which chart decided is not known.";
  std::string out = fmt::format("The chart that decided ({}", known(text(statistic, "name")));
  if (const std::string parameters = text(statistic, "parameters"); !parameters.empty()) out += ": " + parameters;
  out += fmt::format(") stood at {}; its limit is {}.", level(*value),
                     threshold ? level(*threshold) : std::string(kNotKnown));
  out += rate ? fmt::format(" Chance alone would bring it there {}.", how_often(*rate))
              : " How rarely chance alone would bring it there is not known.";
  if (const auto confidence = known_number(incident, "confidence")) {
    out += fmt::format(" It would have been an alarm even with false alarms allowed {}.", how_often(*confidence));
  }
  return out;
}

}  // namespace

Section size_section(const Facts& facts, const KeyTimes& times) {
  const Json& incident = facts.incident;
  Section out{.id = "size", .heading = "Size"};
  out.blocks.emplace_back(Paragraph{reporters(incident)});
  out.blocks.emplace_back(Paragraph{severity(incident) + " " + peak(incident, times)});
  out.blocks.emplace_back(Paragraph{decision(incident)});
  return out;
}

}  // namespace outcry::outputs::report
