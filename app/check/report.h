// The whole answer of `outcry check`, as values, as text and as JSON.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/check/findings.h"
#include "app/check/trial.h"
#include "model/catalog.h"

namespace outcry::app {

struct CheckReport {
  std::vector<Finding> findings;      ///< of names and of trials
  std::vector<ServiceTrials> trials;  ///< of the services that were tried, in catalog order
};

/// Looks at the services named by `slugs` (all when empty) and tries those named. A slug that does not
/// exist is passed over. Without a judge nothing is tried.
CheckReport check(const Catalog& catalog, const CommonWords& common, const std::vector<std::string>& slugs,
                  const Judge& judge = {});

/// For people: what the catalog holds, then each service tried with its sentences, then what is doubtful
/// and how to put it right.
std::string to_text(const CheckReport& report, const Catalog& catalog);

/// For programs: `{"catalog": {...}, "services": [{"slug", "trials": [...]}], "findings": [...]}`.
nlohmann::ordered_json to_json(const CheckReport& report, const Catalog& catalog);

}  // namespace outcry::app
