// How good the data is from which a report was written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "outputs/report/facts.h"

namespace outcry::outputs::report {

/// Of the whole incident, or of the feed that is named: [from, to).
struct QualityGap {
  std::string feed;  ///< "" when the world as a whole was not heard in full
  std::optional<EventTime> from;
  std::optional<EventTime> to;
  std::string cause;
  bool recoverable = false;
};

/// Empty where it is not known.
struct Quality {
  std::optional<std::chrono::seconds> told;     ///< part of the incident that the course tells of
  std::optional<std::chrono::seconds> unheard;  ///< part of that in which nothing was heard
  std::optional<double> without_place;          ///< share of the reporters, 0 to 1
  std::optional<std::uint64_t> held_back;       ///< posts not counted: copies, repeats, new accounts
  std::optional<double> held_back_share;        ///< of the posts that would have counted, 0 to 1
  std::uint64_t posts = 0;                      ///< quoted, in all sections
  std::uint64_t texts_gone = 0;                 ///< of these, whose text is not kept
  std::vector<QualityGap> gaps;                 ///< by time
};

Quality quality(const Facts& facts);

}  // namespace outcry::outputs::report
