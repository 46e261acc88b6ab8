#include "benchmarks/detection/listener.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

namespace outcry::benchmarks {
namespace {

constexpr std::uint64_t kBackground = 1'000;
constexpr EventTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

std::shared_ptr<const Catalog> strangers(std::size_t n) {
  auto catalog = std::make_shared<Catalog>();
  for (std::size_t i = 0; i < n; ++i) {
    const std::string slug = "service-" + std::to_string(i);
    catalog->categories.push_back({"category-" + std::to_string(i), "Category"});
    catalog->services.push_back({slug, slug, catalog->categories.back().slug});
  }
  return catalog;
}

ServiceCounts counts_of(std::size_t service, std::uint32_t reporters) {
  ServiceCounts out;
  out.service = static_cast<ServiceId>(service);
  out.reporters = reporters;
  out.intents[static_cast<std::size_t>(Intent::report)] = reporters;
  out.regions = {{kNoRegion, reporters, 0, 0}};
  out.devices[0] = reporters;
  return out;
}

}  // namespace

Listener::Listener(std::size_t n_services, double days, const std::string& chart)
    : detector_(
          detect::Detector::make({.false_alarms_per_day = 1 / days, .chart = chart}, strangers(n_services)).value()),
      told_(n_services) {}

std::span<const Listener::Told> Listener::hear(std::span<const std::uint32_t> reporters) {
  window_.window = {kStart + std::chrono::minutes(minute_), kStart + std::chrono::minutes(minute_ + 1)};
  window_.posts = kBackground;
  window_.services.clear();
  for (std::size_t i = 0; i < reporters.size(); ++i) {
    if (reporters[i] == 0) continue;
    window_.posts += reporters[i];
    window_.services.push_back(counts_of(i, reporters[i]));
  }
  ++minute_;
  std::ranges::fill(told_, Told{});
  for (const IncidentEvent& event : detector_.observe(window_)) {
    Told& told = told_[static_cast<std::size_t>(event.incident.service)];
    told.is_suspected = told.is_suspected || event.type == EventType::suspected;
    told.is_opened = told.is_opened || event.type == EventType::opened;
    told.is_reopened = told.is_reopened || event.type == EventType::reopened;
  }
  return told_;
}

bool Listener::is_alarmed(std::size_t service) const {
  return std::ranges::any_of(
      detector_.live(), [&](const Incident& incident) { return incident.service == static_cast<ServiceId>(service); });
}

void Listener::restore(std::string_view snapshot, std::int64_t minute) {
  detector_.restore(snapshot).value();
  minute_ = minute;
}

}  // namespace outcry::benchmarks
