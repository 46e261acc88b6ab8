#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "outputs/fields.h"
#include "outputs/report/course.h"
#include "outputs/report/phrases.h"
#include "outputs/report/sections.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

bool of_one_length(const std::vector<Step>& course) {
  return std::ranges::all_of(course, [&](const Step& step) { return step.length == course.front().length; });
}

double largest(const std::vector<Step>& course) {
  double out = 1;
  for (const auto& step : course) out = std::max(out, step.observed.value_or(0));
  return out;
}

Table course_table(const std::vector<Step>& course) {
  Table out{
      .caption = "The same as a table (UTC)",
      .columns = {{"From"}, {"Reporters", true}, {""}, {"Expected", true}, {"Up to, by chance", true}, {"Heard", true}},
      .folded = true};
  const double most = largest(course);
  for (const auto& step : course) {
    const double observed = step.observed.value_or(0);
    out.rows.push_back({{.text = when(step.begin, course.front().begin)},
                        {.text = known(step.observed), .strong = step.high && observed > *step.high},
                        {.bar = observed / most},
                        {.text = known(step.expected)},
                        {.text = known(step.high)},
                        {.text = percent(step.heard)}});
  }
  return out;
}

constexpr std::string_view kLegend =
    "Bars are what was observed, coloured where they leave the band in which chance keeps them. The line is what was "
    "expected; hatched is what was not heard in full.";

std::string scale(const std::vector<Step>& given, const std::vector<Step>& shown) {
  std::string out = "Reporters";
  if (of_one_length(given)) out += " in each " + format_duration(shown[shown.size() / 2].length);
  out += ", with what was expected and how far chance alone usually goes.";
  if (shown.size() < given.size()) out += " Shorter steps were put together.";
  return out;
}

std::string after(EventTime at, const std::optional<EventTime>& onset) {
  if (!onset) return "";
  if (at == *onset) return "";
  return at > *onset ? "+" + format_duration(at - *onset) : "−" + format_duration(*onset - at);
}

/// Why, with the chart against its limit, and who decided.
std::string told(const Moment& moment) {
  std::string out = moment.text;
  const auto add = [&](const std::string& sentence) {
    if (!out.empty()) out += out.ends_with('.') || out.ends_with('!') || out.ends_with('?') ? " " : ". ";
    out += sentence;
  };
  if (moment.statistic && moment.threshold) {
    add(fmt::format("Chart at {}, limit {}", level(*moment.statistic), level(*moment.threshold)));
  } else if (moment.statistic) {
    add(fmt::format("Chart at {}, limit not known", level(*moment.statistic)));
  }
  if (!moment.actor.empty()) add(fmt::format("Decided by: {}", moment.actor));
  return out;
}

}  // namespace

Section course_section(const Facts& facts) {
  Section out{.id = "course", .heading = "Course"};
  const auto course = ordered(facts.course);
  if (course.empty()) {
    out.blocks.emplace_back(Paragraph{"How many spoke at which time is not known."});
    return out;
  }
  const auto shown = coarser(course, kMostSteps);
  out.blocks.emplace_back(Paragraph{scale(course, shown), true});
  out.blocks.emplace_back(CoursePlot{std::string(kLegend)});
  out.blocks.emplace_back(course_table(shown));
  return out;
}

Section timeline_section(const Facts& facts, const KeyTimes& times) {
  Section out{.id = "timeline", .heading = "Timeline"};
  TimelineRows rows;
  for (const auto& moment : timeline(facts)) {
    rows.rows.push_back({.when = when(moment.at, times.onset),
                         .after = after(moment.at, times.onset),
                         .kind = moment.kind,
                         .title = sentence_case(moment.title),
                         .text = told(moment)});
  }
  if (rows.rows.empty()) {
    out.blocks.emplace_back(Paragraph{"No moment of it is known."});
    return out;
  }
  const std::string where_dated = times.onset ? fmt::format(", on {} where no date is given", day(*times.onset)) : "";
  const std::string clocks = fmt::format("Times are UTC{}; those behind them count from the onset.", where_dated);
  out.blocks.emplace_back(Paragraph{clocks, true});
  out.blocks.emplace_back(std::move(rows));
  return out;
}

}  // namespace outcry::outputs::report
