// What was planted in a simulated archive, as `outcry simulate --truth` wrote it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "model/mention.h"
#include "model/time.h"

namespace outcry::evaluate {

struct TrueRegion {
  Scope completeness = Scope::unknown;
  std::uint64_t said = 0;  ///< reports that name the region
};

struct TrueSymptom {
  double share = 0;        ///< of the reports
  std::uint64_t said = 0;  ///< reports with that symptom
};

struct TrueOutage {
  std::string service;
  EventTime onset;
  EventTime end;  ///< from here on it works again
  std::map<std::string, TrueRegion> regions;
  std::map<std::string, TrueSymptom> symptoms;
  std::set<std::string> collateral;       ///< healthy services that posts suspect meanwhile
  std::optional<EventTime> acknowledged;  ///< first official word
};

struct Truth {
  std::string scenario;
  EventTime start;
  EventTime end;
  std::vector<std::string> services;  ///< slugs, those without outage too
  std::vector<TrueOutage> outages;

  double months() const;  ///< of 30 days
};

/// Errors: bad_json, not_an_object, no_time (a time that cannot be read), newer_version (a `truth_version` beyond 1),
/// not_found (a key that must be there is not).
Result<Truth> parse_truth(std::string_view json);

}  // namespace outcry::evaluate
