// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "app/evaluate/evaluate.h"

namespace outcry::evaluate {

namespace {

using Json = nlohmann::ordered_json;

/// One decimal, so that equal runs print equal text.
double rounded(double value) { return std::round(value * 10) / 10; }

std::string table_row(const Score& score) {
  const bool delays = score.found > 0;
  const auto figures = [delays](const Spread& s) {
    return delays ? fmt::format("{:.1f} / {:.1f} / {:.1f}", s.median, s.p90, s.max) : std::string("-");
  };
  return fmt::format("{:<20} {:>7} {:>6} {:>6}  {:<20} {:<20} {:>6} {:>9.2f} {:>9}\n",
                     score.service.empty() ? "all" : score.service, score.planted, score.found, score.missed,
                     figures(score.delay_minutes), figures(score.onset_error_minutes), score.false_alarms,
                     score.false_per_month, score.suspected);
}

bool worth_a_row(const Score& score) { return score.planted + score.opened + score.suspected > 0; }

std::string table(const Evaluation& evaluation) {
  std::string out =
      fmt::format("{:<20} {:>7} {:>6} {:>6}  {:<20} {:<20} {:>6} {:>9} {:>9}\n", "service", "outages", "found",
                  "missed", "delay (min)*", "onset error (min)*", "false", "per month", "suspected");
  std::size_t quiet = 0;
  for (const auto& score : evaluation.services) {
    if (worth_a_row(score))
      out += table_row(score);
    else
      ++quiet;
  }
  out += table_row(evaluation.all) + "* median / p90 / max\n";
  if (quiet > 0)
    out += fmt::format("{} more service{}: no outage planted, no incident told\n", quiet, quiet == 1 ? "" : "s");
  return out;
}

std::string words(const Hits& hits) {
  return fmt::format("{} right, {} wrong, {} missed", hits.right, hits.wrong, hits.missed);
}

std::string outcome_text(const Outcome& outcome) {
  const auto head = fmt::format("\n{} outage of {}: ", outcome.outage.service, format_utc(outcome.outage.onset));
  if (!outcome.incident) return head + "missed\n";
  std::string out = head + fmt::format("found as {}\n", outcome.incident->id);
  out += fmt::format("  opened {:.1f} min after the planted onset; onset told {:+.1f} min off\n", outcome.delay_minutes,
                     outcome.onset_error_minutes);
  out += fmt::format("  regions: {}; of those right, completeness {} right, {} wrong, {} not said\n",
                     words(outcome.regions), outcome.completeness.right, outcome.completeness.wrong,
                     outcome.completeness.unsaid);
  out += fmt::format("  symptoms: {}\n", words(outcome.symptoms));
  if (outcome.outage.acknowledged)
    out += outcome.official_error_minutes
               ? fmt::format("  official word: told {:+.1f} min off\n", *outcome.official_error_minutes)
               : std::string("  official word: not seen\n");
  return out;
}

std::string rest(const Evaluation& evaluation) {
  const auto& all = evaluation.all;
  std::string out =
      fmt::format("\nincidents opened: {} ({} for outages found already, {} told to be collateral, {} false)\n",
                  all.opened, all.repeated, all.collateral, all.false_alarms);
  out += fmt::format("suspected only: {}, of which {} dismissed\n", all.suspected, all.dismissed);
  for (const auto& incident : evaluation.false_alarms)
    out += fmt::format("false alarm: {} ({}), opened {}\n", incident.id, incident.service,
                       format_utc(*incident.opened_at));
  if (evaluation.unreadable > 0) out += fmt::format("lines that are no event: {}\n", evaluation.unreadable);
  return out;
}

Json json_of(const Hits& hits) { return {{"right", hits.right}, {"wrong", hits.wrong}, {"missed", hits.missed}}; }

Json json_of(const Completeness& completeness) {
  return {{"right", completeness.right}, {"wrong", completeness.wrong}, {"unsaid", completeness.unsaid}};
}

Json json_of(const Spread& spread, std::uint32_t found) {
  if (found == 0) return nullptr;
  return {{"median", rounded(spread.median)}, {"p90", rounded(spread.p90)}, {"max", rounded(spread.max)}};
}

Json json_of(const Score& score) {
  return {{"service", score.service.empty() ? Json(nullptr) : Json(score.service)},
          {"outages", {{"planted", score.planted}, {"found", score.found}, {"missed", score.missed}}},
          {"delay_minutes", json_of(score.delay_minutes, score.found)},
          {"onset_error_minutes", json_of(score.onset_error_minutes, score.found)},
          {"incidents",
           {{"opened", score.opened},
            {"repeated", score.repeated},
            {"collateral", score.collateral},
            {"false", score.false_alarms},
            {"suspected", score.suspected},
            {"dismissed", score.dismissed}}},
          {"false_per_month", std::round(score.false_per_month * 1000) / 1000},
          {"regions", json_of(score.regions)},
          {"completeness", json_of(score.completeness)},
          {"symptoms", json_of(score.symptoms)}};
}

Json json_of(const Outcome& outcome) {
  Json out{{"service", outcome.outage.service},
           {"onset", format_utc(outcome.outage.onset)},
           {"end", format_utc(outcome.outage.end)},
           {"found", outcome.incident.has_value()}};
  if (!outcome.incident) return out;
  const auto& told = *outcome.incident;
  out["incident"] = told.id;
  out["opened_at"] = format_utc(*told.opened_at);
  out["onset_told"] = format_utc(told.onset_at);
  out["delay_minutes"] = rounded(outcome.delay_minutes);
  out["onset_error_minutes"] = rounded(outcome.onset_error_minutes);
  out["regions"] = json_of(outcome.regions);
  out["completeness"] = json_of(outcome.completeness);
  out["symptoms"] = json_of(outcome.symptoms);
  out["official_error_minutes"] =
      outcome.official_error_minutes ? Json(rounded(*outcome.official_error_minutes)) : Json(nullptr);
  return out;
}

}  // namespace

std::string to_text(const Evaluation& evaluation) {
  const auto& truth = evaluation.truth;
  std::string out = fmt::format("{}\n{} to {}: {}, {} events\n\n",
                                truth.scenario.empty() ? "evaluation" : truth.scenario, format_utc(truth.start),
                                format_utc(truth.end), format_duration(truth.end - truth.start), evaluation.events);
  out += table(evaluation);
  for (const auto& outcome : evaluation.outcomes) out += outcome_text(outcome);
  return out + rest(evaluation);
}

nlohmann::ordered_json to_json(const Evaluation& evaluation) {
  Json out{{"scenario", evaluation.truth.scenario},   {"start", format_utc(evaluation.truth.start)},
           {"end", format_utc(evaluation.truth.end)}, {"events", evaluation.events},
           {"unreadable", evaluation.unreadable},     {"all", json_of(evaluation.all)}};
  out["services"] = Json::array();
  for (const auto& score : evaluation.services) out["services"].push_back(json_of(score));
  out["outages"] = Json::array();
  for (const auto& outcome : evaluation.outcomes) out["outages"].push_back(json_of(outcome));
  out["false_alarms"] = Json::array();
  for (const auto& incident : evaluation.false_alarms)
    out["false_alarms"].push_back(
        {{"incident", incident.id}, {"service", incident.service}, {"opened_at", format_utc(*incident.opened_at)}});
  return out;
}

}  // namespace outcry::evaluate
