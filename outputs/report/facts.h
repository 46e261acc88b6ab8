// What a report of an incident is made from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "model/time.h"
#include "outputs/encode.h"
#include "outputs/store.h"

namespace outcry::outputs::report {

/// One step of the course, [begin, begin + length). Numbers are reporters in the step; empty when not known.
struct Step {
  EventTime begin;
  std::chrono::seconds length{0};
  std::optional<double> observed;
  std::optional<double> expected;
  std::optional<double> high;  ///< more than this is more than chance usually brings in one step
  double heard = 1;            ///< share of the step that was listened to, 0 to 1
};

/// What an operator did or said.
struct Note {
  EventTime at;
  std::string action;  ///< "acknowledge", "dismiss", "mark_true", "mark_false", "note"
  std::string text;
};

/// Everything that a report tells. Texts may be hostile, values null, missing or of another type.
struct Facts {
  Json incident;              ///< `data` of its last event, as stored (docs/events.md)
  std::vector<Step> course;   ///< from an hour or so before the onset to the end, or to now; may be empty
  std::vector<Json> earlier;  ///< earlier incidents of the same service, of the same shape, in any order
  double heard_days = 0;      ///< for how long this service has been listened to at all
  std::vector<FeedGap> gaps;  ///< of feeds, overlapping the incident
  std::vector<Note> notes;    ///< of its review, in any order
  std::string command;        ///< which prints this report again
};

}  // namespace outcry::outputs::report
