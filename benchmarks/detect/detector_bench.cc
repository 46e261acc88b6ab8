// Windows per second through all charts and incidents, by number of services. Most are sparse, as in a real catalog.
#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "detect/detector.h"

namespace {

using namespace outcry;

constexpr int kWindows = 2'000;

std::shared_ptr<const Catalog> catalog_of(int n_services) {
  auto catalog = std::make_shared<Catalog>();
  for (int i = 0; i < 12; ++i) catalog->categories.push_back({"category-" + std::to_string(i), "Category"});
  for (int i = 0; i < n_services; ++i) {
    const std::string slug = "service-" + std::to_string(i);
    catalog->services.push_back({slug, slug, "category-" + std::to_string(i % 12)});
  }
  return catalog;
}

/// Rates fall like 1/rank from two reporters a minute, and every service is named in the first window.
std::vector<WindowCounts> windows_of(int n_services) {
  std::mt19937_64 engine(7);
  std::vector<WindowCounts> out;
  const EventTime start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
  for (int w = 0; w < kWindows; ++w) {
    WindowCounts window;
    window.window = {start + std::chrono::minutes(w), start + std::chrono::minutes(w + 1)};
    window.posts = 5'000;
    for (int i = 0; i < n_services; ++i) {
      const auto x = std::poisson_distribution<std::uint32_t>(2.0 / (1 + i))(engine) + (w == 0 ? 1U : 0U);
      if (x == 0) continue;
      ServiceCounts counts;
      counts.service = static_cast<ServiceId>(i);
      counts.reporters = x;
      counts.intents[0] = x;
      window.services.push_back(std::move(counts));
    }
    out.push_back(std::move(window));
  }
  return out;
}

void ObserveWindows(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  const auto catalog = catalog_of(n);
  const auto windows = windows_of(n);
  for (auto _ : state) {
    auto detector = detect::Detector::make({}, catalog).value();
    std::size_t events = 0;
    for (const WindowCounts& window : windows) events += detector.observe(window).size();
    benchmark::DoNotOptimize(events);
    if (detector.signals().size() != static_cast<std::size_t>(n)) state.SkipWithError("a service was not seen");
  }
  const auto series = static_cast<double>(state.iterations()) * kWindows * n;
  state.counters["windows/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * kWindows, benchmark::Counter::kIsRate);
  state.counters["per series and window"] =
      benchmark::Counter(series, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(ObserveWindows)->Arg(20)->Arg(200)->Arg(2'000)->Arg(10'000)->Unit(benchmark::kMillisecond)->Iterations(1);

void TakeSnapshot(benchmark::State& state) {
  auto detector = detect::Detector::make({}, catalog_of(200)).value();
  for (const WindowCounts& window : windows_of(200)) detector.observe(window);
  std::size_t bytes = 0;
  for (auto _ : state) bytes = detector.snapshot().size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(TakeSnapshot)->Unit(benchmark::kMicrosecond);

}  // namespace
