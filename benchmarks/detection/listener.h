// A detector that hears nothing but the counts of services that have nothing to do with each other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"

namespace outcry::benchmarks {

/// One-minute windows of a steady feed: 1,000 posts about other things, and the reporters of each service. Each stands
/// in a category of its own, no post names two of them and none stands on another: every service is judged as if it
/// were alone. Together they share the tables of the charts, which cost more than an hour of windows.
class Listener {
 public:
  /// Asked of each service for one false alarm in `days`. `chart`: a name of detect/charts.h.
  Listener(std::size_t n_services, double days, const std::string& chart);

  struct Told {
    bool is_suspected = false;
    bool is_opened = false;
    bool is_reopened = false;
    bool is_alarm() const { return is_opened || is_reopened; }
  };
  /// Reporters by service in; what is told of each at the end of the next minute out, valid until the next call.
  std::span<const Told> hear(std::span<const std::uint32_t> reporters);
  /// Of `service` an incident, suspected or open, is not over.
  bool is_alarmed(std::size_t service) const;
  bool is_alarmed() const { return !detector_.live().empty(); }

  std::int64_t minute() const { return minute_; }
  std::string snapshot() const { return detector_.snapshot(); }
  /// Back to a snapshot of this listener, taken at `minute`.
  void restore(std::string_view snapshot, std::int64_t minute);

 private:
  detect::Detector detector_;
  WindowCounts window_;
  std::vector<Told> told_;
  std::int64_t minute_ = 0;
};

}  // namespace outcry::benchmarks
