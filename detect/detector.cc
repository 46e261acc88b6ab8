#include "detect/detector.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "detect/charts.h"
#include "detect/common_cause.h"
#include "detect/exposure.h"
#include "detect/incident_tracker.h"
#include "detect/series.h"
#include "detect/snapshot.h"

namespace outcry::detect {
namespace {

constexpr std::uint32_t kSnapshotVersion = 4;
/// A statistic this far below its limit, in nats, is not told in words.
constexpr double kNear = 2;
/// What was collateral and goes on for so long after its cause is an incident of its own.
constexpr double kOrphanMinutes = 30;

struct Entry {
  ServiceId service{};
  Series series;
  IncidentTracker tracker;
  std::uint32_t observed = 0;
  double expected = 0;
  std::int64_t orphaned = 0;  ///< windows since the cause that it is collateral of was over

  template <class A>
  void visit(A& archive) {
    archive(service, series, tracker, observed, expected, orphaned);
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
  NoiseTables tables;
  ExposureMeter exposure;
  std::vector<std::unique_ptr<Chart>> charts;
  std::size_t deciding = 0;
  std::vector<Entry> entries;       ///< in the order in which services were first reported
  std::vector<std::int32_t> index;  ///< of a service's entry, -1 = none
  std::int64_t number = 0;          ///< of the next window
  std::vector<double> kin_rates;    ///< by category of the catalog
  std::int64_t kin_rates_at = -1;

  Impl(DetectorOptions o, std::shared_ptr<const Catalog> c)
      : options(std::move(o)), catalog(std::move(c)), pace(options.window), tables(pace), exposure(pace) {
    tracker_options = {
        pace, options.window, options.cool_down, options.update_every, options.min_shown, options.false_alarms_per_day};
    charts = make_charts({pace, pace.windows_per_day() / options.false_alarms_per_day});
    index.assign(catalog->services.size(), -1);
  }

  std::uint64_t fingerprint() const {
    SnapshotWriter writer;
    DetectorOptions copy = options;
    std::uint64_t of_catalog = catalog->fingerprint;
    std::uint64_t services = catalog->services.size();
    writer(copy.window, copy.false_alarms_per_day, copy.chart, copy.cool_down, copy.update_every, copy.min_shown,
           of_catalog, services);
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    for (const char c : writer.take()) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    return hash;
  }

  template <class A>
  void visit(A& archive) {
    archive(number, kin_rates, kin_rates_at);
    exposure.visit(archive);
    std::uint64_t n = entries.size();
    archive(n);
    if constexpr (A::kReading) {
      entries.clear();
      for (std::uint64_t i = 0; i < n && !archive.failed(); ++i) {
        entries.push_back({{}, Series(pace, 0), {}, 0, 0, 0});
        archive(entries.back());
      }
    } else {
      for (Entry& entry : entries) archive(entry);
    }
  }

  /// False when an entry names a service that does not exist, or one twice.
  bool reindex() {
    for (std::size_t i = 0; i < entries.size(); ++i) {
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
      entries.push_back({counts.service, Series(pace, exposure.heard_windows()),
                         IncidentTracker(counts.service, catalog->at(counts.service).slug), 0, 0, 0});
      for (auto& chart : charts) chart->resize(entries.size());
    }
  }

  /// Geometric mean of the rates within a category: the usual service, not the largest.
  void refresh_kin_rates() {
    if (kin_rates_at >= 0 && number - kin_rates_at < pace.windows(60)) return;
    kin_rates_at = number;
    std::vector<double> logs(catalog->categories.size(), 0);
    std::vector<double> n(logs.size(), 0);
    for (const Entry& entry : entries) {
      const std::size_t category = category_of(entry.service);
      if (category >= logs.size()) continue;
      logs[category] += std::log((entry.series.counts() + 0.5) / (entry.series.windows() + 1));
      n[category] += 1;
    }
    kin_rates.assign(logs.size(), 0);
    for (std::size_t i = 0; i < logs.size(); ++i)
      if (n[i] >= 3) kin_rates[i] = std::exp(logs[i] / n[i]);
  }

  std::size_t category_of(ServiceId service) const {
    const auto& categories = catalog->categories;
    const auto it = std::ranges::find(categories, catalog->at(service).category, &Category::slug);
    return static_cast<std::size_t>(it - categories.begin());
  }

  double kin_rate(ServiceId service) const {
    const std::size_t category = category_of(service);
    return category < kin_rates.size() ? kin_rates[category] : 0;
  }

  std::vector<IncidentEvent> blind(const Window& window) {
    std::vector<IncidentEvent> out;
    for (Entry& entry : entries) {
      entry.observed = 0;
      entry.expected = 0;
      entry.series.skip();
      std::ranges::move(entry.tracker.blind(window, tracker_options), std::back_inserter(out));
    }
    return out;
  }

  void step(std::size_t i, const WindowCounts& window, const WeekTime& when, const ServiceCounts* counts, double factor,
            std::vector<IncidentEvent>& events) {
    Entry& entry = entries[i];
    const double age_days = exposure.age_days();
    entry.series.tick();
    if (entry.series.refit_due(age_days)) entry.series.refit(tables, kin_rate(entry.service), age_days);
    const Prediction prediction = entry.series.expect(when, factor);
    const double x = counts == nullptr ? 0 : counts->reporters;
    const bool open = entry.tracker.open();
    const Observation observation{
        number,   x,    entry.series.level(), prediction, entry.series.noise(), entry.series.fit().marginal_excess,
        age_days, !open};
    for (auto& chart : charts) chart->update(i, observation);
    entry.series.advance(x, prediction);
    entry.observed = counts == nullptr ? 0 : counts->reporters;
    entry.expected = prediction.m;
    track(i, window, counts, prediction.m, events);
    if (!open && entry.tracker.open())
      entry.series.discard_pending((window.window.end - entry.tracker.live()->onset_from) / options.window);
    if (open || entry.tracker.open()) return entry.series.skip();
    entry.series.learn(when, x, factor, prediction, counts);
  }

  void track(std::size_t i, const WindowCounts& window, const ServiceCounts* counts, double expected,
             std::vector<IncidentEvent>& events) {
    Entry& entry = entries[i];
    const Reading reading = charts[deciding]->reading(i);
    const NoiseFit& fit = entry.series.fit();
    TrackedWindow tracked{
        window.window, number, counts, expected, reading, {}, {fit.marginal_excess, fit.half_hour_excess}};
    const bool near = reading.may_fire && reading.value >= reading.threshold - kNear;
    if (near || entry.tracker.alarmed()) tracked.statistic = statistic(deciding, i, reading);
    TrackerOutcome outcome = entry.tracker.step(tracked, entry.series.usual(), *catalog, tracker_options);
    std::ranges::move(outcome.events, std::back_inserter(events));
    if (outcome.rescale_level != 1) entry.series.rescale(outcome.rescale_level);
    if (!outcome.reset_charts) return;
    for (auto& chart : charts) chart->reset(i);
  }

  Entry& entry_of(ServiceId service) {
    return entries[static_cast<std::size_t>(index[static_cast<std::size_t>(service)])];
  }

  /// What is collateral is not told apart.
  void relate(EventTime at, std::vector<IncidentEvent>& events) {
    std::erase_if(events, [&](const auto& event) { return entry_of(event.incident.service).tracker.merged(); });
    release_orphans(at, events);
    std::vector<Candidate> roots;
    for (Entry& entry : entries)
      if (entry.tracker.open() && !entry.tracker.merged()) roots.push_back({&entry, current(entry)});
    if (roots.empty()) return;
    for (Entry& entry : entries)
      if (entry.tracker.alarmed() && !entry.tracker.merged()) merge_if_collateral(entry, roots, at, events);
  }

  struct Candidate {
    Entry* entry = nullptr;
    Incident incident;
  };

  Incident current(const Entry& entry) const {
    return entry.tracker.current(entry.series.usual(), *catalog, tracker_options);
  }

  bool has_root(const Entry& entry) const {
    return std::ranges::any_of(entries, [&](const Entry& other) {
      return other.tracker.open() && other.tracker.live()->id == entry.tracker.root_id();
    });
  }

  void release_orphans(EventTime at, std::vector<IncidentEvent>& events) {
    for (Entry& entry : entries) {
      if (!entry.tracker.merged() || !entry.tracker.alarmed()) continue;
      entry.orphaned = has_root(entry) ? 0 : entry.orphaned + 1;
      if (entry.orphaned < pace.windows(kOrphanMinutes)) continue;
      if (entry.tracker.live()->state != IncidentState::open) continue;
      entry.tracker.refresh(entry.series.usual(), *catalog, tracker_options);
      events.push_back(entry.tracker.release(at));
    }
  }

  void merge_if_collateral(Entry& entry, const std::vector<Candidate>& roots, EventTime at,
                           std::vector<IncidentEvent>& events) {
    const Candidate* root = nullptr;
    std::vector<std::string> cause;
    const Incident incident = current(entry);
    for (const Candidate& candidate : roots) {
      if (candidate.entry == &entry || candidate.entry->tracker.merged()) continue;
      if (root != nullptr && candidate.incident.observed <= root->incident.observed) continue;
      auto reasons = collateral_reasons(incident, candidate.incident, *catalog);
      if (reasons.empty()) continue;
      root = &candidate;
      cause = std::move(reasons);
    }
    if (root != nullptr) merge(entry, *root, std::move(cause), at, events);
  }

  void merge(Entry& entry, const Candidate& root, std::vector<std::string> cause, EventTime at,
             std::vector<IncidentEvent>& events) {
    std::erase_if(events, [&](const auto& event) { return event.incident.service == entry.service; });
    for (Entry& child : entries)
      if (child.tracker.merged() && child.tracker.root_id() == entry.tracker.live()->id)
        child.tracker.follow(root.incident.id);
    entry.orphaned = 0;
    entry.tracker.refresh(entry.series.usual(), *catalog, tracker_options);
    events.push_back(entry.tracker.merge(root.incident, std::move(cause), at));
    root.entry->tracker.refresh(root.entry->series.usual(), *catalog, tracker_options);
    if (auto told = root.entry->tracker.lead(catalog->at(entry.service).name + " is collateral of it.", at))
      events.push_back(std::move(*told));
  }

  Statistic statistic(std::size_t chart, std::size_t i, const Reading& reading) const {
    return {std::string(charts[chart]->name()), reading.value, reading.threshold, reading.false_alarms_per_day,
            charts[chart]->parameters(i)};
  }

  std::vector<IncidentEvent> observe(const WindowCounts& window) {
    const auto heard = exposure.judge(window);
    std::vector<IncidentEvent> events;
    if (!window.withdrawn.empty())
      for (Entry& entry : entries) entry.tracker.withdraw(window.withdrawn);
    if (heard.blind()) {
      events = blind(window.window);
    } else {
      admit(window);
      refresh_kin_rates();
      observe_heard(window, heard.factor, events);
    }
    ++number;
    return events;
  }

  void observe_heard(const WindowCounts& window, double factor, std::vector<IncidentEvent>& events) {
    const WeekTime when = week_time(window.window.begin);
    std::vector<const ServiceCounts*> named(entries.size(), nullptr);
    for (const ServiceCounts& counts : window.services) {
      const auto at = static_cast<std::size_t>(counts.service);
      if (at < index.size() && index[at] >= 0) named[static_cast<std::size_t>(index[at])] = &counts;
    }
    for (std::size_t i = 0; i < entries.size(); ++i) step(i, window, when, named[i], factor, events);
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
    const Entry& entry = impl_->entries[i];
    Signal signal{entry.service, entry.observed, entry.expected, {}};
    for (std::size_t c = 0; c < impl_->charts.size(); ++c)
      signal.charts.push_back(impl_->statistic(c, i, impl_->charts[c]->reading(i)));
    out.push_back(std::move(signal));
  }
  std::ranges::sort(out, {}, &Signal::service);
  return out;
}

std::vector<Incident> Detector::live() const {
  std::vector<Incident> out;
  for (const Entry& entry : impl_->entries)
    if (const Incident* incident = entry.tracker.live()) out.push_back(*incident);
  std::ranges::sort(out, {}, &Incident::service);
  return out;
}

std::string Detector::snapshot() const {
  SnapshotWriter writer;
  std::uint32_t version = kSnapshotVersion;
  std::uint64_t fingerprint = impl_->fingerprint();
  writer(version, fingerprint);
  impl_->visit(writer);
  for (auto& chart : impl_->charts) chart->save(writer);
  return writer.take();
}

Result<void> Detector::restore(std::string_view snapshot) {
  SnapshotReader reader(snapshot);
  std::uint32_t version = 0;
  std::uint64_t fingerprint = 0;
  reader(version, fingerprint);
  if (reader.failed()) return Errc::corrupt;
  if (version > kSnapshotVersion) return Errc::newer_version;
  if (version != kSnapshotVersion) return Errc::corrupt;
  if (fingerprint != impl_->fingerprint()) return Errc::mismatch;
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
