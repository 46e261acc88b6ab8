// The life of a service's incidents: from the first suspicion to the last word.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detect/breakdown.h"
#include "detect/charts/chart.h"
#include "detect/heard_windows.h"
#include "detect/model_fields.h"
#include "detect/onset.h"
#include "detect/pace.h"
#include "detect/recent_sums.h"
#include "model/incident.h"
#include "model/shares.h"

namespace outcry::detect {

struct TrackerOptions {
  Pace pace{std::chrono::seconds{60}};
  std::chrono::microseconds window{std::chrono::seconds{60}};
  std::chrono::microseconds cool_down{std::chrono::hours{24}};
  std::chrono::microseconds update_every{std::chrono::minutes{5}};
  std::uint32_t min_shown = 5;
  double false_alarms_per_day = 1.0 / 90;
};

/// One window of one service, as the tracker sees it.
struct TrackedWindow {
  Window window;
  std::int64_t number = 0;
  const ServiceCounts* counts = nullptr;                  ///< null: nobody named the service
  double expected = 0;                                    ///< by the baseline
  const HeardWindows* heard = nullptr;                    ///< of the last hours, this one included
  std::function<double(const HeardWindow&)> expected_in;  ///< by the baseline as it stands
  Reading reading;                                        ///< of the chart that decides
  Statistic statistic;                                    ///< likewise, for people
  OnsetNoise noise;                                       ///< of the series
};

/// What a step asks of the series.
struct TrackerOutcome {
  std::vector<IncidentEvent> events;
  bool reset_charts = false;
  double rescale_level = 1;  ///< a new normal: the baseline's level times this
};

/// States and rules, times in minutes of event time:
///   suspected   the statistic is within ln 2 of its limit: by chance twice as often as an alarm; not within 6 h of
///               the end of another incident
///   open        the chart fires, with 3 distinct reporters since the onset (two people are an anecdote), by the
///               chart's reckoning and by the estimate below
///   recovering  after 10 min: reports of the last minutes below 1.5 times the expected (+ 0.5), or below a quarter of
///   the
///               peak rate with more recoveries than reports told. "The last minutes" fade with a half-life in which
///               the outage gave three reports, within [5, 45]. Back to open when, 10 min later, the chart fires and
///               the ratio passes 3
///   resolved    30 min after the opening, near normal for 10 min (or that half-life, if longer) in `recovering`, or
///               30 windows with M < H - 5, or sum(x) + 0.5 < 1.3 (sum(m) + 0.5) with half-life 45 min
///   dismissed   suspected for 60 min without an alarm, or the statistic 3 below the suspicion
/// The onset is estimated (onset.h) over the last 6 h, not before the end of the incident before, and once more when
/// what was suspected opens, unless that would leave fewer than 3 reporters. The id keeps the onset as first told.
/// An alarm within the cool-down of the end reopens the incident. 24 h after the first opening, still or again open,
/// and (open at least half of the time, or x/m > 1.2 in between with 5 or more expected) the level is taken for the new
/// normal; open for 24 h without break: always. Windows that nobody heard are passed over: silence of a feed never
/// resolves anything, and stands in `data_gaps`.
///   merged      collateral of another incident (common_cause.h): goes on by the same rules underneath, since nothing
///               may be learnt from it, but is not told
class IncidentTracker {
 public:
  /// What is looked back to.
  static constexpr double kHistoryMinutes = 360;

  IncidentTracker(ServiceId service, std::string slug) : service_(service), slug_(std::move(slug)) {}
  IncidentTracker() = default;

  /// Must be given every window in which the service was named, and every one while it is `active`.
  TrackerOutcome step(const TrackedWindow& now, const UsualShares& usual, const Catalog& catalog,
                      const TrackerOptions& options);
  /// Drops what is older than six hours, and the words of what is older than one. `window`: its number.
  void forget(std::int64_t window, const Pace& pace);
  /// There is something to forget.
  bool remembers() const { return !recent_.empty(); }
  /// A window that was not heard.
  std::vector<IncidentEvent> blind(const Window& window, const TrackerOptions& options);
  /// Posts edited or taken back: their words are not shown from now on. `posts`: identities, sorted.
  void withdraw(std::span<const std::uint64_t> posts);

  /// Belongs to the common cause `root`: told as merged, and no more until it is released or over. The event to tell.
  IncidentEvent merge(const Incident& root, std::vector<std::string> cause, EventTime at);
  /// The common cause is over and this is not: an incident of its own again.
  IncidentEvent release(EventTime at);
  /// Others are collateral of it. Nothing to tell when that was told before.
  std::optional<IncidentEvent> lead(std::string cause, EventTime at);
  /// Shares a likely cause with others, none of which is the root. Only while it belongs to no group.
  IncidentEvent link(const std::string& group_id, std::string cause, EventTime at);
  /// Takes the counts as they stand now, for the events above.
  void refresh(const UsualShares& usual, const Catalog& catalog, const TrackerOptions& options) {
    totals_.describe(usual, catalog, options.min_shown, *incident_);
  }
  /// What it is collateral of is collateral itself.
  void follow(const std::string& root_id) { incident_->group_id = root_id; }
  /// As it stands now, counts included. Only while alarmed.
  Incident current(const UsualShares& usual, const Catalog& catalog, const TrackerOptions& options) const;
  bool merged() const { return merged_; }
  /// Id of the incident that this one belongs to while it is merged.
  const std::string& root_id() const { return incident_->group_id; }

  /// An incident is suspected, open or recovering.
  bool alarmed() const { return live_; }
  /// One is open or recovering: nothing may learn. A mere suspicion is noise as often as not, and must be learnt as
  /// such.
  bool open() const { return live_ && incident_->state != IncidentState::suspected; }
  /// What happens in a window without a report matters.
  bool active() const { return live_ || ever_opened_; }
  const Incident* live() const { return live_ ? &*incident_ : nullptr; }

  template <class A>
  void visit(A& archive) {
    archive(service_, slug_, incident_, live_, totals_, recent_, bare_, ended_at_, windows_open_, calm_, quiet_windows_,
            sums_, told_at_, told_observed_, told_severity_, told_official_, suspected_at_, opened_at_, since_,
            between_, since_windows_, open_windows_, ever_opened_, gap_open_, merged_);
  }

 private:
  struct RecentWindow {
    Window window;
    std::int64_t number = 0;
    ServiceCounts counts;
    template <class A>
    void visit(A& archive) {
      archive(window, number, counts);
    }
  };

  std::uint32_t reporters_since(std::int64_t number) const;
  void idle(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out);
  void running(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out);
  void begin(const TrackedWindow& now, IncidentState state, const OnsetEstimate& onset, const TrackerOptions& options);
  std::int64_t earliest_onset(const TrackedWindow& now, const TrackerOptions& options) const;
  std::int64_t first_window(const TrackedWindow& now, const TrackerOptions& options) const;
  template <class F>
  void each_window(std::int64_t first, const TrackedWindow& now, F&& f) const;
  OnsetEstimate estimate(const TrackedWindow& now, const TrackerOptions& options) const;
  /// Takes the estimate for the incident's onset, and counts from there.
  void place_onset(const TrackedWindow& now, const OnsetEstimate& onset, const TrackerOptions& options);
  void revise_onset(const TrackedWindow& now, const TrackerOptions& options);
  void gather_since(std::int64_t onset, const TrackedWindow& now, const TrackerOptions& options);
  void resume(const TrackedWindow& now);
  void open(const TrackedWindow& now, EventType type, const TrackerOptions& options, TrackerOutcome& out);
  void step_suspected(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out);
  void step_open(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out);
  void step_recovering(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out);
  void maybe_update(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out);
  bool may_resolve(const TrackerOptions& options) const;
  bool told_to_be_back() const { return sums_.told_to_be_back(totals_.peak()); }
  bool new_normal(const TrackedWindow& now) const;
  void follow_level(const TrackedWindow& now);
  void begin_sums(const TrackedWindow& now, const TrackerOptions& options);
  void end(const TrackedWindow& now, TrackerOutcome& out);
  void move_to(IncidentState state, const TrackedWindow& now, std::string reason);
  void emit(EventType type, EventTime at, std::string reason, TrackerOutcome& out);

  ServiceId service_{};
  std::string slug_;
  std::optional<Incident> incident_;  ///< the live one, or the last that ended
  bool live_ = false;
  Totals totals_;
  std::deque<RecentWindow> recent_;
  std::size_t bare_ = 0;  ///< of `recent_`, how many have given up their samples
  EventTime ended_at_ = EventTime::min();
  std::int64_t windows_open_ = 0;   ///< heard since it was opened or reopened
  std::int64_t calm_ = 0;           ///< windows in a row with M < H - 5
  std::int64_t quiet_windows_ = 0;  ///< in `recovering`
  RecentSums sums_;
  EventTime told_at_;
  std::uint32_t told_observed_ = 0;
  int told_severity_ = 0;
  OfficialWord told_official_ = OfficialWord::none;
  EventTime suspected_at_;
  EventTime opened_at_;  ///< the first opening
  Fading since_;         ///< all since the first opening, nothing fades
  Fading between_;       ///< of it, while not open
  std::int64_t since_windows_ = 0;
  std::int64_t open_windows_ = 0;
  bool ever_opened_ = false;
  bool gap_open_ = false;
  bool merged_ = false;  ///< its events are not told
};

}  // namespace outcry::detect
