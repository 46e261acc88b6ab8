#include "app/commands/explain_incident.h"

#include <algorithm>
#include <charconv>

#include "app/commands/explain_alarm.h"
#include "app/commands/explain_extent.h"
#include "outputs/fields.h"
#include "outputs/terminal/paint.h"

namespace outcry::app {
namespace {

using namespace outputs;
using namespace outputs::terminal;
using outputs::Json;

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 100;
constexpr std::size_t kIndent = 2;
constexpr std::size_t kItemIndent = 4;

template <class Number>
void read(const std::string& value, Number& out) {
  Number parsed{};
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), parsed);
  if (failed == std::errc{} && end == value.data() + value.size()) out = parsed;
}

std::string title_of(const Json& incident) {
  return text(incident, "name") + ", " + text(incident, "state") + " (" + text(incident, "id") + ")";
}

}  // namespace

IncidentExplanation explain_incident(const Json& incident, const RunFacts& run) {
  const Json& service = member(incident, "service");
  return {.incident = {{"id", text(incident, "id")},
                       {"service", text(service, "slug")},
                       {"name", text(service, "name")},
                       {"state", text(incident, "state")}},
          .parts = {why_it_opened(incident, run), chart_that_decided(incident, run), when_it_began(incident),
                    what_happened(incident), how_severe(incident), where_and_what(incident, run),
                    alone_or_together(incident), copies_and_templates(incident), what_was_not_heard(incident),
                    what_would_change_it(incident, run)}};
}

RunFacts facts_of(const outputs::RunInfo& run) {
  RunFacts out;
  for (const auto& [name, value] : run.settings) {
    if (name == "false_alarms_per_day") read(value, out.false_alarms_per_day);
    if (name == "min_shown") read(value, out.fewest_shown);
    if (name == "chart") out.chart = value;
  }
  return out;
}

std::string to_text(const IncidentExplanation& explanation, const ExplanationLook& look) {
  Page page(std::clamp(look.columns, kNarrowest, kWidest), Paint({.colour = look.colour}));
  page.paragraph(0, "", title_of(explanation.incident), Tone::strong);
  for (const auto& part : explanation.parts) {
    page.heading(part.section.heading);
    for (const auto& sentence : part.section.sentences) page.paragraph(kIndent, "", sentence);
    for (const auto& item : part.section.items) page.paragraph(kItemIndent, "  -", item);
  }
  return page.take();
}

Json to_json(const IncidentExplanation& explanation) {
  Json out = explanation.incident;
  Json lines = Json::array();
  for (const auto& part : explanation.parts) {
    out[part.key] = part.fields;
    for (const auto* texts : {&part.section.sentences, &part.section.items}) {
      for (const auto& line : *texts) lines.push_back(line);
    }
  }
  out["text"] = std::move(lines);
  return out;
}

}  // namespace outcry::app
