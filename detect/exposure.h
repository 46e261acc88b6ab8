// How much of a window was listened to, judged by the feed's own volume: a dead feed is not a quiet world.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "detect/baseline.h"
#include "detect/pace.h"
#include "model/counts.h"

namespace outcry::detect {

/// What was heard of a window.
struct Heard {
  double factor = 1;  ///< expected counts are multiplied by this; 0 = blind
  bool blind() const { return factor <= 0; }
};

/// Two measures, each against its own profile over the day and the week (baseline.h):
///   - silence. A run of windows without any post has expected E posts. It is implausible, hence blind, when
///     E > 14 phi (a chance below one in a million for counts of variance/mean phi) and E > 3 times the longest
///     silence that ended by itself. A feed of four posts a day may be silent for days, one of a thousand a minute
///     for no minute.
///   - volume of the background: posts that name no service. When its logarithm is off by 5 standard deviations of
///     its own, the feed is heard in part, or doubled, or a backlog arrives at once; then expected counts are scaled by
///     the ratio, between 0.02 and 10, so that the return of a feed makes no surge. Below 30 posts a window the volume
///     says nothing, and the factor stays 1.
/// Neither measure learns from a window that it finds at fault, but a volume that stays off for a day is the new
/// volume. The ratio learnt is that of background posts, never of reports: an outage cannot hide itself.
class ExposureMeter {
 public:
  explicit ExposureMeter(Pace pace) : pace_(pace), total_(pace), background_(pace) {}

  Heard judge(const WindowCounts& window);
  /// Windows heard so far, in days: the age of everything that learns.
  double age_days() const { return heard_windows_ / pace_.windows_per_day(); }
  double heard_windows() const { return heard_windows_; }

  template <class A>
  void visit(A& archive) {
    total_.visit(archive);
    background_.visit(archive);
    archive(heard_windows_, silence_, longest_silence_, relative_variance_, total_variance_, off_windows_, off_posts_,
            off_expected_, since_refit_);
  }

 private:
  bool implausibly_silent(const WeekTime& when, double posts);
  double scale(const WeekTime& when, double posts);
  void refit_if_due();
  double weight() const;

  Pace pace_;
  Baseline total_;
  Baseline background_;
  double heard_windows_ = 0;
  double silence_ = 0;  ///< posts expected since the last one
  double longest_silence_ = 0;
  double relative_variance_ = 0.25;  ///< of the background beyond Poisson
  double total_variance_ = 0.25;     ///< of all posts beyond Poisson
  double off_windows_ = 0;           ///< of the stretch with a volume at fault
  double off_posts_ = 0;
  double off_expected_ = 0;
  int since_refit_ = 0;
};

}  // namespace outcry::detect
