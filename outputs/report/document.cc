#include "outputs/report/document.h"

#include <fmt/format.h>

#include "outputs/fields.h"
#include "outputs/report/phrases.h"
#include "outputs/report/sections.h"
#include "outputs/verdict.h"
#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

struct Sign {
  std::string shape;
  std::string tone;
};

Sign sign_of(const std::string& state) {
  if (state == "open") return {"■", "incident"};
  if (state == "suspected" || state == "recovering") return {"▲", "watch"};
  if (state == "resolved" || state == "dismissed") return {"●", "quiet"};
  return {"?", "unknown"};
}

std::string written(const KeyTimes& times) {
  return times.now ? fmt::format("As of {} UTC", stamp(*times.now)) : "As of a time that is not known";
}

}  // namespace

Document document(const Facts& facts) {
  const Json& incident = facts.incident;
  const KeyTimes times = key_times(incident);
  const std::string state = text(incident, "state");
  const Sign sign = sign_of(state);
  Document out{.service = leading_service_name(incident),
               .state = state.empty() ? "state not known" : state,
               .shape = sign.shape,
               .tone = sign.tone,
               .verdict = verdict(incident),
               .account = account(facts, times),
               .id = text(incident, "id"),
               .written = written(times),
               .figures = key_figures(facts, times)};
  out.sections = {course_section(facts),          timeline_section(facts, times), size_section(facts, times),
                  regions_section(facts),         symptoms_section(facts),        mix_section(facts),
                  official_section(facts, times), posts_section(facts, times),    remedies_section(facts, times),
                  cause_section(facts),           coordination_section(facts),    history_section(facts),
                  quality_section(facts),         notes_section(facts, times),    reproduction_section(facts)};
  return out;
}

}  // namespace outcry::outputs::report
