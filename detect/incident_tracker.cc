#include "detect/incident_tracker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "detect/story.h"

namespace outcry::detect {
namespace {

using namespace std::chrono_literals;

constexpr double kSuspicion = 0.7;  // ln 2
constexpr double kDismissBelow = 3;
constexpr std::uint32_t kCorroboration = 3;
constexpr double kSampleMinutes = 60;
constexpr double kCalmNats = 5;
constexpr double kCalmMinutes = 30;
constexpr double kRecoverMinutes = 10;
constexpr double kHoldMinutes = 10;
constexpr double kNewNormalRatio = 1.2;
constexpr double kMaterialGrowth = 1.25;
constexpr auto kNewNormalAfter = 24h;
constexpr auto kSuspectedFor = 60min;
constexpr auto kSettled = 10min;
constexpr auto kNoNewSuspicion = 6h;

std::uint32_t reporters_of(const TrackedWindow& now) { return now.counts == nullptr ? 0 : now.counts->reporters; }

bool suspicious(const Reading& reading) { return reading.may_fire && reading.value >= reading.threshold - kSuspicion; }

}  // namespace

void IncidentTracker::forget(std::int64_t window, const Pace& pace) {
  const auto oldest = window - pace.windows(kHistoryMinutes);
  for (; !recent_.empty() && recent_.front().number < oldest; bare_ -= std::min<std::size_t>(bare_, 1))
    recent_.pop_front();
  const auto unsampled = window - pace.windows(kSampleMinutes);
  for (; bare_ < recent_.size() && recent_[bare_].number < unsampled; ++bare_) {
    recent_[bare_].counts.samples.clear();
    recent_[bare_].counts.clusters.clear();
  }
}

std::uint32_t IncidentTracker::reporters_since(std::int64_t number) const {
  std::uint32_t sum = 0;
  for (const RecentWindow& recent : recent_) sum += recent.number >= number ? recent.counts.reporters : 0;
  return sum;
}

TrackerOutcome IncidentTracker::step(const TrackedWindow& now, const UsualShares& usual, const Catalog& catalog,
                                     const TrackerOptions& options) {
  TrackerOutcome out;
  forget(now.number, options.pace);
  if (now.counts != nullptr) recent_.push_back({now.window, now.number, *now.counts});
  if (live_) totals_.add(now.window, now.counts, now.expected);
  if (live_) sums_.add(now.counts, now.expected);
  if (ever_opened_) follow_level(now);
  gap_open_ = false;
  live_ ? running(now, options, out) : idle(now, options, out);
  for (IncidentEvent& event : out.events) {
    totals_.describe(usual, catalog, options.min_shown, event.incident);
    *incident_ = event.incident;
  }
  if (!out.events.empty()) {
    told_at_ = now.window.end;
    told_observed_ = incident_->observed;
    told_severity_ = incident_->severity.level;
    told_official_ = incident_->official.word;
  }
  return out;
}

std::vector<IncidentEvent> IncidentTracker::blind(const Window& window, const TrackerOptions& options) {
  if (!live_) return {};
  auto& gaps = incident_->data_gaps;
  if (gap_open_) {
    gaps.back().to = window.end;
    return {};
  }
  gap_open_ = true;
  gaps.push_back({window.begin, window.end, "no posts from the feed"});
  static_cast<void>(options);
  if (merged_) return {};
  TrackerOutcome out;
  emit(EventType::updated, window.end, "The feed went silent: what happens now is not known.", out);
  return std::move(out.events);
}

void IncidentTracker::withdraw(std::span<const std::uint64_t> posts) {
  for (RecentWindow& recent : recent_) {
    detect::withdraw(posts, recent.counts.samples);
    detect::withdraw(posts, recent.counts.clusters);
  }
  totals_.withdraw(posts);
  if (!incident_) return;
  detect::withdraw(posts, incident_->coordination.clusters);
  for (auto* samples : {&incident_->samples, &incident_->tips, &incident_->official.posts})
    detect::withdraw(posts, *samples);
}

void IncidentTracker::follow_level(const TrackedWindow& now) {
  since_.add(1, reporters_of(now), now.expected);
  if (!open()) between_.add(1, reporters_of(now), now.expected);
  ++since_windows_;
  open_windows_ += open() ? 1 : 0;
}

void IncidentTracker::idle(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out) {
  if (ever_opened_ && now.window.end - opened_at_ > kNewNormalAfter && now.window.end - ended_at_ > options.cool_down)
    ever_opened_ = false;
  if (!suspicious(now.reading) || reporters_since(first_window(now, options)) < kCorroboration) return;
  const bool again = incident_ && incident_->state == IncidentState::resolved && ended_at_ != EventTime::min() &&
                     now.window.end - ended_at_ <= options.cool_down;
  const bool lately = ended_at_ != EventTime::min() && now.window.end - ended_at_ < kNoNewSuspicion;
  if (!now.reading.fires() && (again || lately)) return;
  if (again) {
    resume(now);
    open(now, EventType::reopened, options, out);
    return;
  }
  const OnsetEstimate onset = estimate(now, options);
  if (reporters_since(onset.at) < kCorroboration) return;
  begin(now, now.reading.fires() ? IncidentState::open : IncidentState::suspected, onset, options);
  if (now.reading.fires()) {
    open(now, EventType::opened, options, out);
    return;
  }
  suspected_at_ = now.window.end;
  incident_->statistic = now.statistic;
  incident_->confidence = now.statistic.false_alarms_per_day;
  const std::string reason =
      story::counts(totals_.reporters(), totals_.expected(), now.window.end - incident_->onset_at) + "; " +
      story::statistic(now.statistic) + ".";
  move_to(IncidentState::suspected, now, reason);
  emit(EventType::suspected, now.window.end, reason, out);
}

void IncidentTracker::begin(const TrackedWindow& now, IncidentState state, const OnsetEstimate& onset,
                            const TrackerOptions& options) {
  incident_ = Incident{};
  merged_ = false;
  incident_->service = service_;
  incident_->state = state;
  incident_->detected_at = now.window.end;
  live_ = true;
  place_onset(now, onset, options);
  incident_->id = story::incident_id(slug_, incident_->onset_at);
}

/// f(number, counts, expected) for every window heard from `first` on; counts as in TrackedWindow.
template <class F>
void IncidentTracker::each_window(std::int64_t first, const TrackedWindow& now, F&& f) const {
  auto named = recent_.begin();
  now.heard->each_from(first, [&](const HeardWindow& window) {
    while (named != recent_.end() && named->number < window.number) ++named;
    const bool counted = named != recent_.end() && named->number == window.number;
    f(window.number, counted ? &named->counts : nullptr, now.expected_in(window));
  });
}

OnsetEstimate IncidentTracker::estimate(const TrackedWindow& now, const TrackerOptions& options) const {
  std::vector<OnsetWindow> windows;
  each_window(std::min(now.number, earliest_onset(now, options)), now,
              [&](std::int64_t number, const ServiceCounts* counts, double expected) {
                windows.push_back({number, counts == nullptr ? 0.0 : counts->reporters, expected});
              });
  return estimate_onset(windows, now.noise, options.pace);
}

void IncidentTracker::place_onset(const TrackedWindow& now, const OnsetEstimate& onset, const TrackerOptions& options) {
  const auto time_of = [&](std::int64_t number) { return now.window.begin - (now.number - number) * options.window; };
  incident_->onset_at = time_of(onset.at);
  incident_->onset_from = time_of(onset.from);
  incident_->onset_to = time_of(onset.to) + options.window;
  gather_since(onset.at, now, options);
}

void IncidentTracker::revise_onset(const TrackedWindow& now, const TrackerOptions& options) {
  const OnsetEstimate onset = estimate(now, options);
  if (reporters_since(onset.at) >= kCorroboration) place_onset(now, onset, options);
}

/// An onset lies within the counts remembered, and after the end of what was told before.
std::int64_t IncidentTracker::earliest_onset(const TrackedWindow& now, const TrackerOptions& options) const {
  const std::int64_t remembered = now.number - options.pace.windows(kHistoryMinutes) + 1;
  if (ended_at_ == EventTime::min()) return remembered;
  return std::max(remembered, now.number - (now.window.begin - ended_at_) / options.window);
}

std::int64_t IncidentTracker::first_window(const TrackedWindow& now, const TrackerOptions& options) const {
  return std::clamp(now.reading.onset, std::min(now.number, earliest_onset(now, options)), now.number);
}

void IncidentTracker::gather_since(std::int64_t onset, const TrackedWindow& now, const TrackerOptions& options) {
  totals_ = Totals{};
  each_window(onset, now, [&](std::int64_t number, const ServiceCounts* counts, double expected) {
    const auto ago = (now.number - number) * options.window;
    totals_.add({now.window.begin - ago, now.window.end - ago}, counts, expected);
  });
}

void IncidentTracker::resume(const TrackedWindow& now) {
  live_ = true;
  merged_ = false;
  totals_.add(now.window, now.counts, now.expected);
  incident_->role = Role::single;
  incident_->group_id.clear();
  incident_->cause.clear();
  incident_->resolved_at.reset();
  incident_->recovering_at.reset();
  ++incident_->reopened_count;
}

void IncidentTracker::open(const TrackedWindow& now, EventType type, const TrackerOptions& options,
                           TrackerOutcome& out) {
  const std::string span = story::counts(totals_.reporters(), totals_.expected(), now.window.end - incident_->onset_at);
  const std::string reason = span + "; " + story::statistic(now.statistic) + ", asked for at most " +
                             story::rate(options.false_alarms_per_day) + ".";
  if (!ever_opened_) {
    ever_opened_ = true;
    opened_at_ = now.window.end;
    since_ = between_ = {static_cast<double>(reporters_of(now)), now.expected};
    between_ = {};
    since_windows_ = open_windows_ = 1;
  }
  if (type == EventType::opened) incident_->detected_at = now.window.end;
  windows_open_ = 0;
  calm_ = 0;
  begin_sums(now, options);
  incident_->statistic = now.statistic;
  incident_->confidence = now.statistic.false_alarms_per_day;
  move_to(IncidentState::open, now, reason);
  emit(type, now.window.end, reason, out);
}

void IncidentTracker::running(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out) {
  if (now.statistic.value > incident_->statistic.value || incident_->statistic.name.empty()) {
    incident_->statistic = now.statistic;
    incident_->confidence = now.statistic.false_alarms_per_day;
  }
  ++windows_open_;
  calm_ = now.reading.value < now.reading.threshold - kCalmNats ? calm_ + 1 : 0;
  if (incident_->state == IncidentState::suspected) return step_suspected(now, options, out);
  if (new_normal(now)) {
    out.rescale_level = since_.m > 0 ? std::clamp((since_.x + 0.5) / (since_.m + 0.5), 0.1, 1000.0) : 1;
    move_to(
        IncidentState::resolved, now,
        fmt::format("Open for a day: {:.1f} times the former level is taken for the new normal.", out.rescale_level));
    ever_opened_ = false;
    return end(now, out);
  }
  incident_->state == IncidentState::open ? step_open(now, options, out) : step_recovering(now, options, out);
}

void IncidentTracker::step_suspected(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out) {
  if (now.reading.fires() && totals_.reporters() >= kCorroboration) {
    revise_onset(now, options);
    return open(now, EventType::opened, options, out);
  }
  const bool sunk = now.reading.value < now.reading.threshold - kSuspicion - kDismissBelow;
  if (!sunk && now.window.end - suspected_at_ < kSuspectedFor) return;
  const std::string reason = "No alarm followed: " + story::statistic(now.statistic) + ".";
  move_to(IncidentState::dismissed, now, reason);
  emit(EventType::dismissed, now.window.end, reason, out);
  live_ = false;
  ended_at_ = now.window.end;
}

void IncidentTracker::step_open(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out) {
  if (windows_open_ >= options.pace.windows(kRecoverMinutes) && (sums_.near_normal() || told_to_be_back())) {
    const std::string reason = fmt::format(
        "Reports are {}: {:.1f} in the last minutes, {:.1f} expected, {:.0f} say it is back.",
        sums_.near_normal() ? "near normal" : "falling", sums_.fast().x, sums_.fast().m, sums_.recoveries());
    incident_->recovering_at = now.window.end;
    quiet_windows_ = 0;
    move_to(IncidentState::recovering, now, reason);
    emit(EventType::recovering, now.window.end, reason, out);
    return;
  }
  maybe_update(now, options, out);
}

/// As if they had been asked in the hours before.
void IncidentTracker::begin_sums(const TrackedWindow& now, const TrackerOptions& options) {
  const auto windows =
      static_cast<double>(std::max<std::int64_t>(1, (now.window.end - incident_->onset_at) / options.window));
  const double reporters = std::max(1.0, static_cast<double>(totals_.reporters()));
  sums_.begin(reporters / windows * options.pace.windows_per_minute(), options.pace);
  each_window(0, now, [&](std::int64_t, const ServiceCounts* counts, double expected) { sums_.add(counts, expected); });
}

void IncidentTracker::step_recovering(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out) {
  if (sums_.near_normal()) ++quiet_windows_;
  if (sums_.high()) quiet_windows_ = 0;
  const bool settled = now.window.end - incident_->recovering_at.value_or(now.window.end) >= kSettled;
  if (settled && now.reading.fires() && sums_.high() && !told_to_be_back()) {
    const std::string reason =
        fmt::format("Reports rise again: {:.1f} in the last minutes, {:.1f} expected.", sums_.fast().x, sums_.fast().m);
    incident_->recovering_at.reset();
    move_to(IncidentState::open, now, reason);
    emit(EventType::updated, now.window.end, reason, out);
    windows_open_ = 0;
    return;
  }
  if (!may_resolve(options)) return maybe_update(now, options, out);
  const auto lasted = incident_->recovering_at.value_or(now.window.end) - incident_->onset_at;
  move_to(IncidentState::resolved, now,
          fmt::format("Reports have been near normal for {}; it lasted about {}.",
                      format_duration(now.window.end - incident_->recovering_at.value_or(now.window.end)),
                      format_duration(lasted)));
  end(now, out);
}

bool IncidentTracker::may_resolve(const TrackerOptions& options) const {
  if (windows_open_ < options.pace.windows(kCalmMinutes) || !sums_.near_normal()) return false;
  const bool held = quiet_windows_ >= options.pace.windows(std::max(kHoldMinutes, sums_.half_life()));
  return held || sums_.long_normal() || calm_ >= options.pace.windows(kCalmMinutes);
}

bool IncidentTracker::new_normal(const TrackedWindow& now) const {
  if (!ever_opened_ || now.window.end - opened_at_ < kNewNormalAfter) return false;
  if (incident_->state != IncidentState::open) return false;
  const bool half = 2 * open_windows_ >= since_windows_;
  const bool higher = between_.m >= 5 && between_.x > kNewNormalRatio * between_.m;
  return half || higher;
}

void IncidentTracker::end(const TrackedWindow& now, TrackerOutcome& out) {
  incident_->resolved_at = now.window.end;
  live_ = false;
  ended_at_ = now.window.end;
  out.reset_charts = true;
  emit(EventType::resolved, now.window.end, incident_->transitions.back().reason, out);
}

void IncidentTracker::maybe_update(const TrackedWindow& now, const TrackerOptions& options, TrackerOutcome& out) {
  if (now.window.end - told_at_ < options.update_every) return;
  const auto observed = totals_.reporters();
  const bool grew = observed >= kMaterialGrowth * told_observed_ && observed >= told_observed_ + 3;
  const int level = severity(observed - totals_.expected(), incident_->regions.size()).level;
  const bool officially = totals_.official() != told_official_;
  if (!grew && level == told_severity_ && !officially) return;
  std::string reason = story::counts(observed, totals_.expected(), now.window.end - incident_->onset_at) + " so far";
  if (officially) reason += fmt::format("; official word: {}", name(totals_.official()));
  emit(EventType::updated, now.window.end, reason + ".", out);
}

void IncidentTracker::move_to(IncidentState state, const TrackedWindow& now, std::string reason) {
  incident_->state = state;
  if (merged_) return;
  const IncidentState from = incident_->transitions.empty() ? state : incident_->transitions.back().to;
  incident_->transitions.push_back(
      {now.window.end, from, state, std::move(reason), now.statistic.value, now.statistic.threshold});
}

Incident IncidentTracker::current(const UsualShares& usual, const Catalog& catalog,
                                  const TrackerOptions& options) const {
  Incident out = *incident_;
  totals_.describe(usual, catalog, options.min_shown, out);
  return out;
}

IncidentEvent IncidentTracker::merge(const Incident& root, std::vector<std::string> cause, EventTime at) {
  const IncidentState before = incident_->transitions.empty() ? incident_->state : incident_->transitions.back().to;
  const std::string reason = "Collateral of " + root.id + ": " + cause.front();
  const Statistic& statistic = incident_->statistic;
  incident_->transitions.push_back({at, before, IncidentState::merged, reason, statistic.value, statistic.threshold});
  incident_->role = Role::collateral;
  incident_->group_id = root.id;
  incident_->cause = std::move(cause);
  merged_ = true;
  ++incident_->revision;
  IncidentEvent out{EventType::merged, at, reason, *incident_};
  out.incident.state = IncidentState::merged;
  return out;
}

IncidentEvent IncidentTracker::release(EventTime at) {
  const std::string reason = "What it was collateral of, " + incident_->group_id + ", is over, and this is not.";
  incident_->transitions.push_back({at, IncidentState::merged, incident_->state, reason});
  incident_->role = Role::single;
  incident_->group_id.clear();
  incident_->cause.clear();
  merged_ = false;
  ++incident_->revision;
  told_at_ = at;
  return {EventType::opened, at, reason, *incident_};
}

std::optional<IncidentEvent> IncidentTracker::lead(std::string cause, EventTime at) {
  if (std::ranges::find(incident_->cause, cause) != incident_->cause.end()) return std::nullopt;
  incident_->role = Role::root;
  incident_->group_id = incident_->id;
  incident_->cause.push_back(std::move(cause));
  ++incident_->revision;
  return IncidentEvent{EventType::updated, at, incident_->cause.back(), *incident_};
}

IncidentEvent IncidentTracker::link(const std::string& group_id, std::string cause, EventTime at) {
  incident_->group_id = group_id;
  incident_->cause.push_back(std::move(cause));
  ++incident_->revision;
  return {EventType::updated, at, incident_->cause.back(), *incident_};
}

void IncidentTracker::emit(EventType type, EventTime at, std::string reason, TrackerOutcome& out) {
  ++incident_->revision;
  out.events.push_back({type, at, std::move(reason), *incident_});
}

}  // namespace outcry::detect
