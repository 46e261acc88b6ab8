// How an incident compares with the earlier ones of its service: is this frequent, is it long, is it large?
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "outputs/report/facts.h"

namespace outcry::outputs::report {

/// Earlier incidents whose onset lies within 90 days before this one's; those dismissed, merged, or still only
/// suspected are not among them. Of each kind of comparison `of` is how many could be compared.
struct Comparison {
  bool enough_history = false;       ///< listened to for two weeks or more, and the onset is known
  double span_days = 0;              ///< looked back on: 90, or for how long the service has been listened to
  int nth_90d = 0;                   ///< this is the nth within the span; 0 when its onset is not known
  int longer_than = 0;               ///< it lasted longer than so many ...
  int of_lengths = 0;                ///< ... of so many that are over
  int larger_than = 0;               ///< more reporters above the expected than so many ...
  int of_sizes = 0;                  ///< ... of so many whose size is known
  int set_aside = 0;                 ///< suspicions in the span that were dismissed or merged
  std::vector<const Json*> earlier;  ///< those compared with, newest first; they live as long as the facts
};

Comparison compare(const Facts& facts);

/// "This is the 4th incident of Netflix in 90 days. It lasted longer than 2 of 3 ...", or that there is not enough
/// history to say.
std::string sentence(const Comparison& comparison, const Facts& facts);

}  // namespace outcry::outputs::report
