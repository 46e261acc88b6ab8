#include <algorithm>

#include "outputs/fields.h"
#include "outputs/incident_json.h"
#include "outputs/report/comparison.h"
#include "outputs/report/course.h"
#include "outputs/report/document.h"
#include "outputs/report/quality.h"
#include "outputs/report/report.h"
#include "outputs/report/timeline.h"
#include "outputs/safe_text.h"
#include "outputs/utf8.h"
#include "outputs/verdict.h"

namespace outcry::outputs::report {
namespace {

using std::chrono::seconds;

Json time_json(const std::optional<EventTime>& at) { return at ? Json(format_utc(*at)) : Json(nullptr); }
Json number_json(const std::optional<double>& value) { return value ? outputs::number(*value) : Json(nullptr); }
Json text_json(const std::string& text) { return text.empty() ? Json(nullptr) : Json(harmless(text)); }
Json seconds_json(const std::optional<seconds>& length) { return length ? Json(length->count()) : Json(nullptr); }

Json between(const std::optional<EventTime>& from, const std::optional<EventTime>& to) {
  if (!from || !to) return nullptr;
  return std::chrono::duration_cast<seconds>(*to - *from).count();
}

/// The same value, all text and keys in it valid UTF-8.
Json repaired_json(const Json& value) {
  if (value.is_string()) return repaired(value.get_ref<const std::string&>());
  if (value.is_array()) {
    Json out = Json::array();
    for (const auto& item : value) out.push_back(repaired_json(item));
    return out;
  }
  if (!value.is_object()) return value.is_binary() ? Json(nullptr) : value;
  Json out = Json::object();
  for (const auto& [key, item] : value.items()) out[repaired(key)] = repaired_json(item);
  return out;
}

Json times_json(const KeyTimes& times, const Json& incident) {
  return {{"onset_at", time_json(times.onset)},
          {"onset_interval", {time_json(times.onset_from), time_json(times.onset_to)}},
          {"alarm_at", time_json(times.alarm)},
          {"official_at", time_json(times.official)},
          {"peak_at", time_json(times.peak)},
          {"recovering_at", time_json(times.recovering)},
          {"ended_at", time_json(times.end)},
          {"resolved_at", time_json(times.resolved)},
          {"as_of", time_json(times.now)},
          {"over", text(incident, "state").empty() ? Json(nullptr) : Json(is_over(incident))},
          {"alarm_lag_seconds", between(times.onset, times.alarm)},
          {"official_lag_seconds", between(times.onset, times.official)},
          {"length_seconds", between(times.onset, times.end)}};
}

Json figures_json(const std::vector<KeyFigure>& figures) {
  Json out = Json::array();
  for (const auto& figure : figures) {
    out.push_back(
        {{"label", harmless(figure.label)}, {"value", harmless(figure.value)}, {"note", harmless(figure.note)}});
  }
  return out;
}

Json timeline_json(const Facts& facts) {
  Json out = Json::array();
  for (const auto& moment : timeline(facts)) {
    out.push_back({{"at", format_utc(moment.at)},
                   {"kind", harmless(moment.kind)},
                   {"title", harmless(moment.title)},
                   {"text", text_json(moment.text)},
                   {"statistic", number_json(moment.statistic)},
                   {"threshold", number_json(moment.threshold)},
                   {"actor", text_json(moment.actor)}});
  }
  return out;
}

Json course_json(const Facts& facts) {
  Json out = Json::array();
  for (const auto& step : ordered(facts.course)) {
    out.push_back({{"begin", format_utc(step.begin)},
                   {"seconds", step.length.count()},
                   {"observed", number_json(step.observed)},
                   {"expected", number_json(step.expected)},
                   {"high", number_json(step.high)},
                   {"heard", outputs::number(step.heard)}});
  }
  return out;
}

Json comparison_json(const Facts& facts) {
  const Comparison comparison = compare(facts);
  Json earlier = Json::array();
  for (const Json* incident : comparison.earlier) {
    const KeyTimes times = key_times(*incident);
    earlier.push_back({{"id", text_json(text(*incident, "id"))},
                       {"onset_at", time_json(times.onset)},
                       {"ended_at", time_json(times.end)},
                       {"area", number_json(known_number(member(*incident, "severity"), "area"))}});
  }
  return {{"enough_history", comparison.enough_history},
          {"span_days", outputs::number(comparison.span_days)},
          {"nth_90d", comparison.nth_90d == 0 ? Json(nullptr) : Json(comparison.nth_90d)},
          {"longer_than", comparison.longer_than},
          {"of_lengths", comparison.of_lengths},
          {"larger_than", comparison.larger_than},
          {"of_sizes", comparison.of_sizes},
          {"set_aside", comparison.set_aside},
          {"sentence", harmless(sentence(comparison, facts))},
          {"earlier", earlier}};
}

Json quality_json(const Facts& facts) {
  const Quality found = quality(facts);
  Json gaps = Json::array();
  for (const auto& gap : found.gaps) {
    gaps.push_back({{"feed", text_json(gap.feed)},
                    {"from", time_json(gap.from)},
                    {"to", time_json(gap.to)},
                    {"cause", text_json(gap.cause)},
                    {"recoverable", gap.feed.empty() ? Json(nullptr) : Json(gap.recoverable)}});
  }
  return {{"told_seconds", seconds_json(found.told)},
          {"unheard_seconds", seconds_json(found.unheard)},
          {"without_place", number_json(found.without_place)},
          {"held_back", found.held_back ? Json(*found.held_back) : Json(nullptr)},
          {"held_back_share", number_json(found.held_back_share)},
          {"posts", found.posts},
          {"texts_gone", found.texts_gone},
          {"gaps", gaps}};
}

/// The sentences and short statements of a section; its tables and quotes are in the numbers and in the incident.
Json section_json(const Section& section) {
  Json sentences = Json::array();
  for (const auto& block : section.blocks) {
    if (const auto* paragraph = std::get_if<Paragraph>(&block)) sentences.push_back(harmless(paragraph->text));
    if (const auto* items = std::get_if<Items>(&block)) {
      for (const auto& text : items->texts) sentences.push_back(harmless(text));
    }
  }
  return {{"id", section.id}, {"heading", section.heading}, {"sentences", sentences}};
}

Json notes_json(std::vector<Note> notes) {
  std::ranges::stable_sort(notes, {}, &Note::at);
  Json out = Json::array();
  for (const auto& note : notes) {
    out.push_back({{"at", format_utc(note.at)}, {"action", harmless(note.action)}, {"text", harmless(note.text)}});
  }
  return out;
}

}  // namespace

Json json(const Facts& facts) {
  const Document told = document(facts);
  Json sections = Json::array();
  for (const auto& section : told.sections) sections.push_back(section_json(section));
  return {{"report_version", kReportVersion},
          {"id", text_json(told.id)},
          {"service", harmless(told.service)},
          {"state", text_json(text(facts.incident, "state"))},
          {"verdict", harmless(told.verdict)},
          {"account", harmless(told.account)},
          {"times", times_json(key_times(facts.incident), facts.incident)},
          {"key_figures", figures_json(told.figures)},
          {"sections", sections},
          {"timeline", timeline_json(facts)},
          {"course", course_json(facts)},
          {"comparison", comparison_json(facts)},
          {"quality", quality_json(facts)},
          {"notes", notes_json(facts.notes)},
          {"command", text_json(facts.command)},
          {"incident", facts.incident.is_object() ? repaired_json(facts.incident) : Json::object()}};
}

}  // namespace outcry::outputs::report
