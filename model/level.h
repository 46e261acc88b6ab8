// What was to be expected of a service in a window.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/catalog.h"
#include "model/time.h"

namespace outcry {

/// Reporters of a window are expected to be negative binomial: mean `expected`, variance
/// `expected + excess expected^2`.
struct ServiceLevel {
  ServiceId service{};
  float expected = 0;              ///< by the baseline and how much of the window was heard
  float excess = 0;                ///< relative variance beyond Poisson
  float false_alarms_per_day = 0;  ///< how often chance alone brings a chart as far as it stands; infinite = always
  friend bool operator==(const ServiceLevel&, const ServiceLevel&) = default;
};

/// Of all services that anybody ever named, at the end of a window.
struct Levels {
  EventTime at;
  std::vector<ServiceLevel> services;  ///< sorted by service
  friend bool operator==(const Levels&, const Levels&) = default;
};

}  // namespace outcry
