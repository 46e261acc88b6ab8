// The score of each row of one series of counts, from the rows before it alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "detect/detector.h"
#include "detect/surge.h"
#include "model/error.h"
#include "model/time.h"

namespace outcry::app::score {

struct ScoreOptions {
  std::chrono::seconds window{300};       ///< length of the windows counted, [10 s, 1 h]
  double false_alarms_per_day = 1.0 / 7;  ///< asked of the alarms, [1/3650, 24]
  std::string chart = "surge";            ///< "surge", or a name of the table in detect/charts.h
  bool absent_is_zero = false;            ///< a window without a row had no posts, rather than nobody to hear them
};
/// "surge" and the names of detect/charts.h.
std::vector<std::string> score_charts();

struct Score {
  double expected = 0;
  double statistic = 0;  ///< of the chart; of `surge` the score before surges that were told are held back
  double score =
      0;  ///< -log10 of the alarms a day to expect at this statistic or above, at least -log10(windows a day)
  bool alarm = false;
};

/// Rows of one series in order of time. A row belongs to the window nearest to its time, counted from the first row.
/// With the chart `surge`, its score (detect/surge.h) from the second day on and that of the count model `sr` on the
/// first (of windows up to five minutes; longer ones have the lowest score then); a row is an alarm when it is above
/// the expected and its score passes what was asked, once in 24 hours unless ten times rarer. With another chart, the
/// detector of `replay`: its openings and reopenings are the alarms, by the same rule of one telling. In the column
/// `score` rows of a surge that was told already are held just below the score of one a week, so that a threshold on
/// the column counts a surge once; `statistic` keeps what `surge` found. Nothing is said of the first hour: such rows
/// have the lowest score.
class Scorer {
 public:
  /// Errors: Errc::invalid_argument (an option out of range).
  static Result<Scorer> make(const ScoreOptions& options);

  /// Nothing for a row whose window is not later than that of the last.
  std::optional<Score> observe(EventTime time, double count);
  /// What is said of a row of which nothing is known.
  Score nothing() const;

 private:
  explicit Scorer(const ScoreOptions& options);
  Score step(double count);
  void gap(std::int64_t windows);
  Score charted(double count, double exposure);
  /// Longer windows are too few in a day for the count model to know the noise.
  bool counts_first_day() const { return options_.window <= std::chrono::minutes(5); }
  bool is_first_hour() const { return static_cast<double>(heard_) <= pace_.windows_per_hour(); }

  ScoreOptions options_;
  detect::Pace pace_;
  detect::Surge surge_;
  detect::ToldOnce weekly_;
  detect::ToldOnce asked_;
  std::optional<detect::Detector> detector_;  ///< with `surge` of the first day only
  std::optional<EventTime> first_;
  std::int64_t window_ = 0;  ///< of the last row, from the first
  std::int64_t heard_ = 0;
};

}  // namespace outcry::app::score
