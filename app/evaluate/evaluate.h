// `outcry evaluate`: the incidents that were told against the outages that were planted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/evaluate/incidents.h"
#include "app/evaluate/truth.h"

namespace outcry::evaluate {

/// An outage is found when an incident of its service opens in `[onset - early, end + grace]`.
struct EvaluateOptions {
  std::chrono::minutes early{5};
  std::chrono::minutes grace{15};
};

/// Things named against things true.
struct Hits {
  std::uint32_t right = 0;
  std::uint32_t wrong = 0;   ///< told, not planted
  std::uint32_t missed = 0;  ///< planted and said by enough people, not told
  void add(const Hits& other);
};

/// Of the regions told rightly: how wholly they are hit.
struct Completeness {
  std::uint32_t right = 0;
  std::uint32_t wrong = 0;
  std::uint32_t unsaid = 0;
  void add(const Completeness& other);
};

/// One planted outage and what was told of it.
struct Outcome {
  TrueOutage outage;
  std::optional<ToldIncident> incident;  ///< the first that found it
  double delay_minutes = 0;              ///< opening after the true onset
  double onset_error_minutes = 0;        ///< estimate after (+) or before (-) the true onset
  Hits regions;
  Completeness completeness;
  Hits symptoms;
  std::optional<double> official_error_minutes;  ///< first official word told against the true one
};

/// Spread of a figure over several outages; all zero when there is none.
struct Spread {
  double median = 0;
  double p90 = 0;  ///< nearest rank
  double max = 0;
};
Spread spread(std::vector<double> values);

struct Score {
  std::string service;  ///< "" = all together
  std::uint32_t planted = 0;
  std::uint32_t found = 0;
  std::uint32_t missed = 0;
  std::uint32_t opened = 0;      ///< incidents, of which:
  std::uint32_t repeated = 0;    ///< opened for an outage that was found already
  std::uint32_t collateral = 0;  ///< opened for a healthy service, and told to be collateral
  std::uint32_t false_alarms = 0;
  std::uint32_t suspected = 0;  ///< never got beyond suspicion
  std::uint32_t dismissed = 0;  ///< of these, taken back
  double false_per_month = 0;   ///< of 30 days; of all services together in the score of all
  Spread delay_minutes;
  Spread onset_error_minutes;  ///< without sign
  Hits regions;
  Completeness completeness;
  Hits symptoms;
};

struct Evaluation {
  Truth truth;
  std::vector<Outcome> outcomes;  ///< in the order of the truth
  std::vector<Score> services;    ///< in the order of the truth; then those that only the events know
  Score all;
  std::vector<ToldIncident> false_alarms;
  std::uint64_t events = 0;
  std::uint64_t unreadable = 0;
};

Evaluation evaluate(const IncidentBook& book, const Truth& truth, const EvaluateOptions& options = {});

/// For people: a table of services, a line for each outage and each false alarm.
std::string to_text(const Evaluation& evaluation);
nlohmann::ordered_json to_json(const Evaluation& evaluation);

}  // namespace outcry::evaluate
