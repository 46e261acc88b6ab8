// The face of detect: closed windows go in, the events of incidents come out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/counts.h"
#include "model/error.h"
#include "model/incident.h"
#include "model/level.h"

namespace outcry::detect {

/// Goes through [0, n): f(first, last) for ranges that make it up, in any order, at once if it likes; returns when all
/// have returned.
using ForRanges = std::function<void(std::size_t n, const std::function<void(std::size_t first, std::size_t last)>& f)>;

struct DetectorOptions {
  std::chrono::seconds window{60};          ///< length of the windows observed
  double false_alarms_per_day = 1.0 / 90;   ///< asked per service, [1/3650, 24]
  std::string chart = "sr";                 ///< which chart decides: a name of the table in charts.h
  std::chrono::minutes cool_down{24 * 60};  ///< an alarm this soon after the end reopens the incident
  std::chrono::minutes update_every{5};     ///< at most one `updated` event per incident in this time
  std::uint32_t min_shown = 5;              ///< regions and symptoms with fewer reporters are not shown
  ForRanges for_ranges;                     ///< for many series; nothing = one after the other. Nothing depends on it
};

/// What a service looked like in the last window: for signals, plots and `explain`.
struct Signal {
  ServiceId service{};
  std::uint32_t observed = 0;
  double expected = 0;
  std::vector<Statistic> charts;
};

/// Baselines, charts and incidents of all services. Deterministic: state is a pure function of catalog,
/// options and the windows observed; no clock, no thread, no randomness.
class Detector {
 public:
  /// Errors: Errc::invalid_argument (an option out of range, a chart that does not exist).
  static Result<Detector> make(DetectorOptions options, std::shared_ptr<const Catalog> catalog);
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;
  ~Detector();

  /// One closed window, in order, none left out (empty ones too). Complexity: linear in services.
  std::vector<IncidentEvent> observe(const WindowCounts& window);

  /// Of the last window observed, for services with a series.
  std::vector<Signal> signals() const;
  /// Likewise, what a store keeps of it; none for a window that nobody heard.
  Levels levels() const;
  /// How many windows were heard so far, each by its exposure.
  double heard_windows() const;
  /// Incidents that are not over, by service.
  std::vector<Incident> live() const;

  /// All state as bytes; restore(snapshot()) is the identity. Versioned; a snapshot of other options, or of a catalog
  /// that is not the beginning of this one (services may have been added behind, and listen to other names; regions and
  /// symptoms are the same), is refused. Errors: Errc::corrupt, newer_version, mismatch.
  std::string snapshot() const;
  Result<void> restore(std::string_view snapshot);

 private:
  struct Impl;
  explicit Detector(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::detect
