#include "detect/detector.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "detect/charts.h"
#include "detect/common_cause.h"
#include "detect/exposure.h"
#include "detect/heard_windows.h"
#include "detect/incident_tracker.h"
#include "detect/series_bank.h"
#include "detect/snapshot.h"

namespace outcry::detect {
namespace {

constexpr std::uint32_t kSnapshotVersion = 7;
/// A statistic this far below its limit, in nats, is not told in words.
constexpr double kNear = 2;
/// What was collateral and goes on for so long after its cause is an incident of its own.
constexpr double kOrphanMinutes = 30;
constexpr double kSweepMinutes = 60;
/// Fewer are done before another core has heard of it.
constexpr std::size_t kManyBlocks = 64;

struct Entry {
  ServiceId service{};
  IncidentTracker tracker;
  std::int64_t orphaned = 0;  ///< windows since the cause that it is collateral of was over

  template <class A>
  void visit(A& archive) {
    archive(service, tracker, orphaned);
  }
};

bool in_range(const DetectorOptions& options) {
  return options.window.count() >= 10 && options.window.count() <= 3600 && options.false_alarms_per_day >= 1.0 / 3650 &&
         options.false_alarms_per_day <= 24 && options.cool_down.count() >= 0 && options.update_every.count() >= 0;
}

}  // namespace

struct Detector::Impl {
  DetectorOptions options;
  std::shared_ptr<const Catalog> catalog;
  Pace pace;
  TrackerOptions tracker_options;
  ExposureMeter exposure;
  SeriesBank bank;  ///< by entry
  HeardWindows heard;
  std::vector<std::unique_ptr<Chart>> charts;
  std::size_t deciding = 0;
  std::vector<Entry> entries;               ///< in the order in which services were first reported
  std::vector<std::int32_t> index;          ///< of a service's entry, -1 = none
  std::set<std::size_t> active;             ///< entries whose tracker wants every window
  std::set<std::size_t> remembering;        ///< entries whose tracker has something to forget
  std::int64_t number = 0;                  ///< of the next window
  std::vector<std::size_t> category_index;  ///< of a service
  std::vector<double> kin_rates;            ///< by category of the catalog
  std::int64_t kin_rates_at = -1;
  EventTime seen_until;    ///< end of the last window observed
  bool blind_now = false;  ///< nobody heard it

  Impl(DetectorOptions o, std::shared_ptr<const Catalog> c)
      : options(std::move(o)), catalog(std::move(c)), pace(options.window), exposure(pace), bank(pace) {
    tracker_options = {
        pace, options.window, options.cool_down, options.update_every, options.min_shown, options.false_alarms_per_day};
    charts = make_charts({pace, pace.windows_per_day() / options.false_alarms_per_day});
    index.assign(catalog->services.size(), -1);
    for (const Service& service : catalog->services) {
      const auto it = std::ranges::find(catalog->categories, service.category, &Category::slug);
      category_index.push_back(static_cast<std::size_t>(it - catalog->categories.begin()));
    }
  }

  /// Of the options, and of what the numbers of services, regions and symptoms mean; of services the first ones.
  std::uint64_t fingerprint(std::uint64_t services) const {
    SnapshotWriter writer;
    DetectorOptions copy = options;
    writer(copy.window, copy.false_alarms_per_day, copy.chart, copy.cool_down, copy.update_every, copy.min_shown,
           services);
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    const auto add = [&hash](std::string_view bytes) {
      for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
      hash = (hash ^ 0xffU) * 1'099'511'628'211U;
    };
    add(writer.take());
    for (std::uint64_t i = 0; i < services; ++i) add(catalog->services[i].slug);
    for (const auto& region : catalog->regions) add(region.code);
    for (const auto& symptom : catalog->symptoms) add(symptom.slug);
    return hash;
  }

  template <class A>
  void visit(A& archive) {
    archive(number, kin_rates, kin_rates_at);
    exposure.visit(archive);
    bank.visit(archive);
    heard.visit(archive);
    std::uint64_t n = entries.size();
    archive(n);
    if constexpr (A::kReading) {
      entries.clear();
      for (std::uint64_t i = 0; i < n && !archive.failed(); ++i) {
        archive(entries.emplace_back());
      }
    } else {
      for (Entry& entry : entries) archive(entry);
    }
  }

  /// False when an entry names a service that does not exist, or one twice, or has no series.
  bool reindex() {
    if (bank.size() != entries.size() || !bank.consistent() || !heard.consistent()) return false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].tracker.active()) active.insert(i);
      if (entries[i].tracker.remembers()) remembering.insert(i);
      const auto at = static_cast<std::size_t>(entries[i].service);
      if (at >= index.size() || index[at] >= 0) return false;
      index[at] = static_cast<std::int32_t>(i);
    }
    return true;
  }

  /// A series begins with a service's first reporter; before it there were only known zeros.
  void admit(const WindowCounts& window) {
    for (const ServiceCounts& counts : window.services) {
      const auto at = static_cast<std::size_t>(counts.service);
      if (counts.reporters == 0 || at >= index.size() || index[at] >= 0) continue;
      index[at] = static_cast<std::int32_t>(entries.size());
      entries.push_back({counts.service, IncidentTracker(counts.service, catalog->at(counts.service).slug), 0});
      bank.admit(exposure.heard_windows());
      for (auto& chart : charts) chart->resize(entries.size());
    }
  }

  /// Geometric mean of the rates within a category: the usual service, not the largest.
  void refresh_kin_rates() {
    if (kin_rates_at >= 0 && number - kin_rates_at < pace.windows(60)) return;
    kin_rates_at = number;
    std::vector<double> logs(catalog->categories.size(), 0);
    std::vector<double> n(logs.size(), 0);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::size_t category = category_of(entries[i].service);
      if (category >= logs.size()) continue;
      const Baseline& baseline = bank.series(i).baseline();
      logs[category] += std::log((baseline.counts() + 0.5) / (baseline.windows() + 1));
      n[category] += 1;
    }
    kin_rates.assign(logs.size(), 0);
    for (std::size_t i = 0; i < logs.size(); ++i)
      if (n[i] >= 3) kin_rates[i] = std::exp(logs[i] / n[i]);
  }

  std::size_t category_of(ServiceId service) const { return category_index[static_cast<std::size_t>(service)]; }

  double kin_rate(ServiceId service) const {
    const std::size_t category = category_of(service);
    return category < kin_rates.size() ? kin_rates[category] : 0;
  }

  std::vector<IncidentEvent> blind(const Window& window) {
    bank.blind();
    std::vector<IncidentEvent> out;
    for (const std::size_t i : active)
      std::ranges::move(entries[i].tracker.blind(window, tracker_options), std::back_inserter(out));
    return out;
  }

  TrackedWindow tracked(std::size_t i, const WindowCounts& window, const ServiceCounts* counts) {
    const Baseline& baseline = bank.series(i).baseline();
    const NoiseFit& fit = bank.series(i).fit();
    TrackedWindow out{.window = window.window, .number = number, .counts = counts, .expected = bank.expected(i)};
    out.heard = &heard;
    out.expected_in = [&baseline](const HeardWindow& at) { return at.factor * baseline.expected(at.when); };
    out.reading = charts[deciding]->reading(i);
    out.noise = {fit.marginal_excess, fit.half_hour_excess};
    const bool near = out.reading.may_fire && out.reading.value >= out.reading.threshold - kNear;
    if (near || entries[i].tracker.alarmed()) out.statistic = statistic(deciding, i, out.reading);
    return out;
  }

  void track(std::size_t i, const WindowCounts& window, const ServiceCounts* counts,
             std::vector<IncidentEvent>& events) {
    IncidentTracker& tracker = entries[i].tracker;
    UsualShares& usual = bank.usual(i);
    const bool before = tracker.open();
    TrackerOutcome outcome = tracker.step(tracked(i, window, counts), usual, *catalog, tracker_options);
    std::ranges::move(outcome.events, std::back_inserter(events));
    if (outcome.rescale_level != 1) bank.rescale(i, outcome.rescale_level);
    if (outcome.reset_charts)
      for (auto& chart : charts) chart->reset(i);
    if (!before && tracker.open())
      bank.discard_pending(i, (window.window.end - tracker.live()->onset_from) / options.window);
    bank.set_alarm(i, tracker.open());
    tracker.active() ? static_cast<void>(active.insert(i)) : static_cast<void>(active.erase(i));
    if (tracker.remembers()) remembering.insert(i);
    if (counts != nullptr && !before && !tracker.open()) usual.learn(*counts);
  }

  /// Of a service that has an entry.
  std::size_t place_of(ServiceId service) const {
    return static_cast<std::size_t>(index[static_cast<std::size_t>(service)]);
  }

  /// What is collateral is not told apart.
  void relate(EventTime at, std::vector<IncidentEvent>& events) {
    std::erase_if(events,
                  [&](const auto& event) { return entries[place_of(event.incident.service)].tracker.merged(); });
    release_orphans(at, events);
    std::vector<Candidate> roots;
    for (const std::size_t i : active)
      if (entries[i].tracker.open() && !entries[i].tracker.merged()) roots.push_back({i, current(i)});
    if (roots.empty()) return;
    for (const std::size_t i : active)
      if (entries[i].tracker.alarmed() && !entries[i].tracker.merged()) merge_if_collateral(i, roots, at, events);
    link_by_upstream(roots, at, events);
  }

  /// An open incident, as it stands.
  struct Candidate {
    std::size_t entry = 0;
    Incident incident;
  };

  /// Services that fail at once and stand on one that nobody names belong together, though none is the root.
  void link_by_upstream(const std::vector<Candidate>& roots, EventTime at, std::vector<IncidentEvent>& events) {
    std::vector<Incident> open;
    for (const Candidate& root : roots)
      if (!entries[root.entry].tracker.merged()) open.push_back(root.incident);
    for (const SharedUpstream& shared : shared_upstreams(open, *catalog)) {
      const std::string group = group_of(shared);
      for (const ServiceId member : shared.members) {
        const std::size_t i = place_of(member);
        if (!entries[i].tracker.live()->group_id.empty()) continue;
        const Incident& incident = *std::ranges::find(open, member, &Incident::service);
        refresh(i);
        events.push_back(entries[i].tracker.link(group, shared_upstream_reason(shared, incident, open, *catalog), at));
      }
    }
  }

  /// The one that a member has already, else the id of the member that rose first.
  std::string group_of(const SharedUpstream& shared) const {
    for (const ServiceId member : shared.members)
      if (const auto& group = entries[place_of(member)].tracker.live()->group_id; !group.empty()) return group;
    return entries[place_of(shared.members.front())].tracker.live()->id;
  }

  Incident current(std::size_t i) const {
    return entries[i].tracker.current(bank.series(i).usual(), *catalog, tracker_options);
  }

  /// Takes the counts as they stand for an event of the entry.
  void refresh(std::size_t i) { entries[i].tracker.refresh(bank.series(i).usual(), *catalog, tracker_options); }

  bool has_root(const Entry& entry) const {
    return std::ranges::any_of(active, [&](std::size_t i) {
      const IncidentTracker& other = entries[i].tracker;
      return other.open() && other.live()->id == entry.tracker.root_id();
    });
  }

  void release_orphans(EventTime at, std::vector<IncidentEvent>& events) {
    for (const std::size_t i : active) {
      Entry& entry = entries[i];
      if (!entry.tracker.merged() || !entry.tracker.alarmed()) continue;
      entry.orphaned = has_root(entry) ? 0 : entry.orphaned + 1;
      if (entry.orphaned < pace.windows(kOrphanMinutes)) continue;
      if (entry.tracker.live()->state != IncidentState::open) continue;
      refresh(i);
      events.push_back(entry.tracker.release(at));
    }
  }

  void merge_if_collateral(std::size_t i, const std::vector<Candidate>& roots, EventTime at,
                           std::vector<IncidentEvent>& events) {
    const Candidate* root = nullptr;
    std::vector<std::string> cause;
    const Incident incident = current(i);
    for (const Candidate& candidate : roots) {
      if (candidate.entry == i || entries[candidate.entry].tracker.merged()) continue;
      if (root != nullptr && candidate.incident.observed <= root->incident.observed) continue;
      auto reasons = collateral_reasons(incident, candidate.incident, *catalog);
      if (reasons.empty()) continue;
      root = &candidate;
      cause = std::move(reasons);
    }
    if (root != nullptr) merge(i, *root, std::move(cause), at, events);
  }

  void merge(std::size_t i, const Candidate& root, std::vector<std::string> cause, EventTime at,
             std::vector<IncidentEvent>& events) {
    Entry& entry = entries[i];
    std::erase_if(events, [&](const auto& event) { return event.incident.service == entry.service; });
    for (const std::size_t other : active) {
      IncidentTracker& child = entries[other].tracker;
      if (child.merged() && child.root_id() == entry.tracker.live()->id) child.follow(root.incident.id);
    }
    entry.orphaned = 0;
    refresh(i);
    events.push_back(entry.tracker.merge(root.incident, std::move(cause), at));
    refresh(root.entry);
    IncidentTracker& leader = entries[root.entry].tracker;
    if (auto told = leader.lead(catalog->at(entry.service).name + " is collateral of it.", at))
      events.push_back(std::move(*told));
  }

  Statistic statistic(std::size_t chart, std::size_t i, const Reading& reading) const {
    return {std::string(charts[chart]->name()), reading.value, reading.threshold, reading.false_alarms_per_day,
            charts[chart]->parameters(i)};
  }

  std::vector<IncidentEvent> observe(const WindowCounts& window) {
    const Heard listened = exposure.judge(window);
    seen_until = window.window.end;
    blind_now = listened.blind();
    std::vector<IncidentEvent> events;
    if (!window.withdrawn.empty())
      for (Entry& entry : entries) entry.tracker.withdraw(window.withdrawn);
    // A tracker that is not asked for hours must not keep words for hours.
    if (number % pace.windows(kSweepMinutes) == 0) sweep();
    if (listened.blind()) {
      events = blind(window.window);
    } else {
      admit(window);
      refresh_kin_rates();
      observe_heard(window, listened.factor, events);
    }
    ++number;
    return events;
  }

  void sweep() {
    std::erase_if(remembering, [this](std::size_t i) {
      IncidentTracker& tracker = entries[i].tracker;
      tracker.forget(number, pace);
      return !tracker.remembers();
    });
  }

  void each_range(std::size_t n, const std::function<void(std::size_t, std::size_t)>& f) const {
    if (options.for_ranges && n >= kManyBlocks) {
      options.for_ranges(n, f);
    } else {
      f(0, n);
    }
  }

  void observe_heard(const WindowCounts& window, double factor, std::vector<IncidentEvent>& events) {
    const HeardWindow now{number, week_time(window.window.begin), factor};
    const double age_days = exposure.age_days();
    heard.forget(number - pace.windows(IncidentTracker::kHistoryMinutes));
    heard.add(now);
    bank.begin_window(now);
    std::map<std::size_t, const ServiceCounts*> to_track;
    for (const std::size_t i : active) to_track[i] = nullptr;
    for (const ServiceCounts& counts : window.services) {
      const auto at = static_cast<std::size_t>(counts.service);
      if (at >= index.size() || index[at] < 0) continue;
      const auto i = static_cast<std::size_t>(index[at]);
      to_track[i] = &counts;
      bank.report(i, counts.reporters);
    }
    const SeriesBank::KinRates rates = [this](std::size_t i) { return kin_rate(entries[i].service); };
    each_range(bank.blocks(), [&](std::size_t first, std::size_t last) {
      for (std::size_t block = first; block < last; ++block) {
        bank.begin_block(block, age_days, rates);
        const Observation observation = bank.observe(block, now, age_days);
        for (auto& chart : charts) chart->update(block, observation);
        bank.advance(block, observation, now);
      }
    });
    for (const auto& [i, counts] : to_track) track(i, window, counts, events);
    relate(window.window.end, events);
    std::ranges::stable_sort(events, {}, [](const IncidentEvent& event) { return event.incident.service; });
  }
};

Detector::Detector(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;
Detector::~Detector() = default;

Result<Detector> Detector::make(DetectorOptions options, std::shared_ptr<const Catalog> catalog) {
  if (!catalog || !in_range(options)) return Errc::invalid_argument;
  const auto names = chart_names();
  const auto it = std::ranges::find(names, options.chart);
  if (it == names.end()) return Errc::invalid_argument;
  auto impl = std::make_unique<Impl>(std::move(options), std::move(catalog));
  impl->deciding = static_cast<std::size_t>(it - names.begin());
  return Detector(std::move(impl));
}

std::vector<IncidentEvent> Detector::observe(const WindowCounts& window) { return impl_->observe(window); }

std::vector<Signal> Detector::signals() const {
  std::vector<Signal> out;
  for (std::size_t i = 0; i < impl_->entries.size(); ++i) {
    const SeriesBank& bank = impl_->bank;
    Signal signal{impl_->entries[i].service, static_cast<std::uint32_t>(bank.observed(i)), bank.expected(i), {}};
    for (std::size_t c = 0; c < impl_->charts.size(); ++c)
      signal.charts.push_back(impl_->statistic(c, i, impl_->charts[c]->reading(i)));
    out.push_back(std::move(signal));
  }
  std::ranges::sort(out, {}, &Signal::service);
  return out;
}

Levels Detector::levels() const {
  Levels out{.at = impl_->seen_until};
  if (impl_->blind_now) return out;
  out.services.reserve(impl_->entries.size());
  for (std::size_t i = 0; i < impl_->entries.size(); ++i) {
    const auto rarity = impl_->charts[impl_->deciding]->reading(i).false_alarms_per_day;
    out.services.push_back({.service = impl_->entries[i].service,
                            .expected = static_cast<float>(impl_->bank.expected(i)),
                            .excess = static_cast<float>(impl_->bank.series(i).fit().marginal_excess),
                            .false_alarms_per_day = static_cast<float>(rarity)});
  }
  std::ranges::sort(out.services, {}, &ServiceLevel::service);
  return out;
}

double Detector::heard_windows() const { return impl_->exposure.heard_windows(); }

std::vector<Incident> Detector::live() const {
  std::vector<Incident> out;
  for (const std::size_t i : impl_->active)
    if (const Incident* incident = impl_->entries[i].tracker.live()) out.push_back(*incident);
  std::ranges::sort(out, {}, &Incident::service);
  return out;
}

std::string Detector::snapshot() const {
  SnapshotWriter writer;
  std::uint32_t version = kSnapshotVersion;
  std::uint64_t services = impl_->catalog->services.size();
  std::uint64_t fingerprint = impl_->fingerprint(services);
  writer(version, services, fingerprint);
  impl_->visit(writer);
  for (auto& chart : impl_->charts) chart->save(writer);
  return writer.take();
}

Result<void> Detector::restore(std::string_view snapshot) {
  SnapshotReader reader(snapshot);
  std::uint32_t version = 0;
  std::uint64_t services = 0;
  std::uint64_t fingerprint = 0;
  reader(version, services, fingerprint);
  if (reader.failed()) return Errc::corrupt;
  if (version > kSnapshotVersion) return Errc::newer_version;
  if (version != kSnapshotVersion) return Errc::corrupt;
  const bool known = services <= impl_->catalog->services.size();
  if (!known || fingerprint != impl_->fingerprint(services)) return Errc::mismatch;
  auto fresh = std::make_unique<Impl>(impl_->options, impl_->catalog);
  fresh->deciding = impl_->deciding;
  fresh->visit(reader);
  for (auto& chart : fresh->charts) {
    chart->resize(fresh->entries.size());
    chart->load(reader);
  }
  if (reader.failed() || !reader.at_end() || !fresh->reindex()) return Errc::corrupt;
  impl_ = std::move(fresh);
  return {};
}

}  // namespace outcry::detect
