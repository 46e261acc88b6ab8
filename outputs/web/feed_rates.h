// How fast each feed is, and how fast it usually is at this time of day.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "outputs/encode.h"
#include "outputs/history.h"
#include "outputs/web/facts.h"

namespace outcry::outputs::web {

/// Posts a minute, by the times at which they were written and as far as their windows have closed: what was read back
/// at a start lies where it was written, and a new start finds all of it in the store.
///
/// Usual for a step is the median over the steps of the same time of day, half an hour to either side, of the past 14
/// days, as far as they were heard; nothing is usual before a day was heard. A median and not the detector's baseline,
/// which learns of all feeds together and decides: this one is only shown, any reader can check it by hand, it needs
/// no state that outlives a stop, and a feed that died or flooded on fewer than half of the days does not move it.
/// Weekends weigh two days of seven in it, and a feed that has changed for good is told as unusual for a week.
class FeedRates {
 public:
  /// Reads what the store knows anew; after each window that has closed.
  void read(const History& history, const StoreHead& head, const RunFacts& facts);
  /// Over the last five to fifteen minutes that have closed; nothing when less than half of them was heard.
  std::optional<double> per_minute(const std::string& feed) const;
  std::optional<double> usual_per_minute(const std::string& feed) const;
  /// A lane of 24 hours in steps of ten minutes, or of a window when that is longer: posts a minute. What was heard by
  /// less than half is null, and so is `high`. `now`: where it ends as long as no window has closed.
  Json lane(const std::string& feed, EventTime now) const;

 private:
  struct Step {
    std::uint64_t posts = 0;
    double heard = 0;  ///< of what has passed of it, [0, 1]
  };
  using Course = std::vector<Step>;

  std::optional<double> rate(const Course& course, std::size_t begin, std::size_t end) const;
  std::optional<double> usual(const Course& course, std::size_t step) const;
  double minutes(std::size_t step) const;

  Steps steps_;  ///< of the lane and the days before it; the last one may not be over
  EventTime until_{};
  std::map<std::string, Course> feeds_;
};

}  // namespace outcry::outputs::web
