// The course of an incident: how many spoke in each step, made fit to be shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "outputs/report/facts.h"
#include "outputs/report/timeline.h"

namespace outcry::outputs::report {

/// As many steps as a plot or a table shows at most.
inline constexpr std::size_t kMostSteps = 96;

/// In order of time; without steps of no length, and what cannot be (numbers below zero or not finite) not known.
std::vector<Step> ordered(std::vector<Step> course);

/// At most `most` (>= 1) steps, put together into steps of a round length. Observed and expected add up where they are
/// known; `high` keeps the distances from the expected, added up in squares as those of independent steps do; a step
/// whose number is not known counts as not heard. `course`: ordered.
std::vector<Step> coarser(const std::vector<Step>& course, std::size_t most);

/// How long was listened to in [from, to), as far as the course tells.
struct Listening {
  std::chrono::seconds told{0};     ///< part of the time that the course tells of
  std::chrono::seconds unheard{0};  ///< part of that in which nothing was heard
};
Listening listening(const std::vector<Step>& course, EventTime from, EventTime to);

/// A moment drawn into the plot.
struct Mark {
  EventTime at;
  std::string label;
  std::string kind;  ///< "onset", "open", "official", "recovering", "resolved"
};
std::vector<Mark> marks(const KeyTimes& times);

}  // namespace outcry::outputs::report
