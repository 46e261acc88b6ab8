// SPDX-License-Identifier: Apache-2.0
#include "app/evaluate/evaluate.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace outcry::evaluate {

namespace {

constexpr std::uint64_t kFewestSaid = 5;  ///< what fewer people say cannot be told
constexpr double kSmallestShare = 0.1;    ///< a rarer symptom need not be told

double minutes_between(EventTime from, EventTime to) {
  return std::chrono::duration<double, std::ratio<60>>(to - from).count();
}

bool finds(const ToldIncident& incident, const TrueOutage& outage, const EvaluateOptions& options) {
  return incident.service == outage.service && incident.opened_at &&
         *incident.opened_at >= outage.onset - options.early && *incident.opened_at <= outage.end + options.grace;
}

void judge_regions(Outcome& outcome) {
  const auto& truth = outcome.outage.regions;
  const auto& told = outcome.incident->regions;
  for (const auto& [code, scope] : told) {
    const auto real = truth.find(code);
    if (real == truth.end()) {
      ++outcome.regions.wrong;
      continue;
    }
    ++outcome.regions.right;
    const bool said = scope != Scope::unknown;
    ++(!said                                ? outcome.completeness.unsaid
       : scope == real->second.completeness ? outcome.completeness.right
                                            : outcome.completeness.wrong);
  }
  for (const auto& [code, region] : truth)
    if (region.said >= kFewestSaid && !told.contains(code)) ++outcome.regions.missed;
}

void judge_symptoms(Outcome& outcome) {
  const auto& truth = outcome.outage.symptoms;
  const auto& told = outcome.incident->symptoms;
  for (const auto& slug : told) ++(truth.contains(slug) ? outcome.symptoms.right : outcome.symptoms.wrong);
  for (const auto& [slug, symptom] : truth)
    if (symptom.share >= kSmallestShare && symptom.said >= kFewestSaid && !told.contains(slug))
      ++outcome.symptoms.missed;
}

Outcome judge(const TrueOutage& outage, std::optional<ToldIncident> incident) {
  Outcome outcome{.outage = outage, .incident = std::move(incident)};
  if (!outcome.incident) return outcome;
  const auto& told = *outcome.incident;
  outcome.delay_minutes = minutes_between(outage.onset, *told.opened_at);
  outcome.onset_error_minutes = minutes_between(outage.onset, told.onset_at);
  if (outage.acknowledged && told.official_at)
    outcome.official_error_minutes = minutes_between(*outage.acknowledged, *told.official_at);
  judge_regions(outcome);
  judge_symptoms(outcome);
  return outcome;
}

/// Incidents in the order in which they opened; those that never did come last.
std::vector<ToldIncident> in_order(const IncidentBook& book) {
  std::vector<ToldIncident> out;
  for (const auto& [id, incident] : book.incidents()) out.push_back(incident);
  std::stable_sort(out.begin(), out.end(), [](const ToldIncident& a, const ToldIncident& b) {
    return a.opened_at.value_or(EventTime::max()) < b.opened_at.value_or(EventTime::max());
  });
  return out;
}

/// Counts and figures of one service, or of all when it has no name.
class Tally {
 public:
  explicit Tally(std::string service) { score_.service = std::move(service); }

  void add(const Outcome& outcome) {
    ++score_.planted;
    ++(outcome.incident ? score_.found : score_.missed);
    if (!outcome.incident) return;
    delays_.push_back(outcome.delay_minutes);
    onset_errors_.push_back(std::abs(outcome.onset_error_minutes));
    score_.regions.add(outcome.regions);
    score_.completeness.add(outcome.completeness);
    score_.symptoms.add(outcome.symptoms);
  }

  Score& score() { return score_; }

  Score finished(double months) {
    score_.false_per_month = months > 0 ? score_.false_alarms / months : 0;
    score_.delay_minutes = spread(delays_);
    score_.onset_error_minutes = spread(onset_errors_);
    return score_;
  }

 private:
  Score score_;
  std::vector<double> delays_;
  std::vector<double> onset_errors_;
};

enum class Standing : std::uint8_t { found, repeated, collateral, false_alarm, suspected, dismissed };

void count(Standing standing, Score& score) {
  switch (standing) {
    case Standing::found:
      ++score.opened;
      break;
    case Standing::repeated:
      ++score.opened, ++score.repeated;
      break;
    case Standing::collateral:
      ++score.opened, ++score.collateral;
      break;
    case Standing::false_alarm:
      ++score.opened, ++score.false_alarms;
      break;
    case Standing::dismissed:
      ++score.suspected, ++score.dismissed;
      break;
    case Standing::suspected:
      ++score.suspected;
      break;
  }
}

/// Matches incidents with outages and keeps the books of all services.
class Court {
 public:
  Court(const IncidentBook& book, const Truth& truth, const EvaluateOptions& options)
      : incidents_(in_order(book)), truth_(truth), options_(options) {
    for (const auto& slug : truth.services) tallies_.emplace_back(slug);
  }

  void hear(Evaluation& evaluation) {
    for (const auto& outage : truth_.outages) {
      evaluation.outcomes.push_back(judge(outage, first_of(outage)));
      tally(outage.service).add(evaluation.outcomes.back());
      all_.add(evaluation.outcomes.back());
    }
    for (const auto& incident : incidents_) {
      const auto standing = standing_of(incident);
      count(standing, tally(incident.service).score());
      count(standing, all_.score());
      if (standing == Standing::false_alarm) evaluation.false_alarms.push_back(incident);
    }
    for (auto& tally : tallies_) evaluation.services.push_back(tally.finished(truth_.months()));
    evaluation.all = all_.finished(truth_.months());
  }

 private:
  std::optional<ToldIncident> first_of(const TrueOutage& outage) {
    for (const auto& incident : incidents_) {
      if (finders_.contains(incident.id) || !finds(incident, outage, options_)) continue;
      finders_.insert(incident.id);
      return incident;
    }
    return std::nullopt;
  }

  Standing standing_of(const ToldIncident& incident) const {
    if (!incident.opened_at && incident.role == name(Role::collateral)) return Standing::collateral;
    if (!incident.opened_at) return incident.dismissed ? Standing::dismissed : Standing::suspected;
    if (finders_.contains(incident.id)) return Standing::found;
    if (incident.role == name(Role::collateral)) return Standing::collateral;
    const bool during = std::any_of(truth_.outages.begin(), truth_.outages.end(),
                                    [&](const auto& outage) { return finds(incident, outage, options_); });
    return during ? Standing::repeated : Standing::false_alarm;
  }

  Tally& tally(const std::string& service) {
    const auto found =
        std::find_if(tallies_.begin(), tallies_.end(), [&](Tally& tally) { return tally.score().service == service; });
    return found == tallies_.end() ? tallies_.emplace_back(service) : *found;
  }

  std::vector<ToldIncident> incidents_;
  const Truth& truth_;
  EvaluateOptions options_;
  std::vector<Tally> tallies_;
  Tally all_{""};
  std::set<std::string> finders_;
};

}  // namespace

void Hits::add(const Hits& other) {
  right += other.right;
  wrong += other.wrong;
  missed += other.missed;
}

void Completeness::add(const Completeness& other) {
  right += other.right;
  wrong += other.wrong;
  unsaid += other.unsaid;
}

Spread spread(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  const double median = n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  return {median, values[(n * 9 + 9) / 10 - 1], values.back()};
}

Evaluation evaluate(const IncidentBook& book, const Truth& truth, const EvaluateOptions& options) {
  Evaluation evaluation{.truth = truth};
  evaluation.events = book.events();
  evaluation.unreadable = book.unreadable();
  Court(book, truth, options).hear(evaluation);
  return evaluation;
}

}  // namespace outcry::evaluate
