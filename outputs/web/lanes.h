// Observed against expected, step by step, as the page draws it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "outputs/history.h"

namespace outcry::outputs::web {

/// The levels of a stretch of time, by service. Later ones may be added.
class LevelRecord {
 public:
  /// In order of time.
  void add(const LevelsAt& levels);
  void forget_before(EventTime time);
  EventTime newest() const;
  /// That of a window which ends at `at`: of the first moment on record from then on, within an hour and a bit;
  /// else of the newest, if that is not older. Null = not known.
  const ServiceLevel* find(std::string_view service, EventTime at) const;

 private:
  struct Row {
    EventTime at;
    ServiceLevel level;
  };
  std::map<std::string, std::vector<Row>, std::less<>> rows_;
  EventTime newest_{};
};

/// What lanes are made of.
struct LaneInput {
  Steps steps;
  StoreHead head;
  const LevelRecord& levels;
  const Listening& listening;  ///< of the same steps
};

/// One step of a service.
struct LaneStep {
  EventTime begin;
  std::optional<std::uint32_t> observed;  ///< nothing = hardly anything was heard
  std::optional<double> expected;         ///< of as much of it as has passed; nothing = not known
  std::optional<double> high;             ///< 99 % of such steps lie below
  double heard = 0;                       ///< share of what has passed, [0, 1]
};
std::vector<LaneStep> lane_steps(const LaneInput& input, std::string_view service, const ServiceCourse& course);

/// `begin`, `step_seconds`, `until`, `observed`, `expected`, `high`, `heard`.
Json lane_json(const LaneInput& input, std::string_view service, const ServiceCourse& course);

/// The same with `threshold` (null: the chart decides over several windows at once) and `intents`.
Json series_json(const LaneInput& input, std::string_view service, const ServiceCourse& course);

/// Steps that end with the newest closed window, aligned to the step.
Steps steps_until(EventTime end, std::chrono::seconds length, std::chrono::seconds step);

}  // namespace outcry::outputs::web
