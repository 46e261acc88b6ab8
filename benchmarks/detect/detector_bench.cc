// Windows per second through all charts and incidents, by number of services. Most are sparse, as in a real catalog.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "app/replay/cores.h"
#include "detect/detector.h"

namespace {

using namespace outcry;

constexpr int kDay = 1'440;  // windows

std::shared_ptr<const Catalog> catalog_of(int n_services) {
  auto catalog = std::make_shared<Catalog>();
  for (int i = 0; i < 12; ++i) catalog->categories.push_back({"category-" + std::to_string(i), "Category"});
  for (int i = 0; i < n_services; ++i) {
    const std::string slug = "service-" + std::to_string(i);
    catalog->services.push_back({slug, slug, "category-" + std::to_string(i % 12)});
  }
  return catalog;
}

constexpr EventTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

/// A day of them. Rates fall like 1/rank from two reporters a minute, and every service is named in the first window.
std::vector<WindowCounts> windows_of(int n_services) {
  std::mt19937_64 engine(7);
  std::vector<WindowCounts> out;
  for (int w = 0; w < kDay; ++w) {
    WindowCounts window;
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

/// The same day again and again.
std::size_t live_through(detect::Detector& detector, std::vector<WindowCounts>& day, int n_windows) {
  std::size_t events = 0;
  for (int w = 0; w < n_windows; ++w) {
    WindowCounts& window = day[static_cast<std::size_t>(w % kDay)];
    window.window = {kStart + std::chrono::minutes(w), kStart + std::chrono::minutes(w + 1)};
    events += detector.observe(window).size();
  }
  return events;
}

void ObserveDays(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  const auto n_windows = static_cast<int>(state.range(1)) * kDay;
  const auto catalog = catalog_of(n);
  auto day = windows_of(n);
  app::Cores cores(static_cast<unsigned>(state.range(2)));
  const detect::DetectorOptions options{
      .for_ranges = [&](std::size_t blocks, const auto& f) { cores.for_ranges(blocks, f); }};
  for (auto _ : state) {
    auto detector = detect::Detector::make(options, catalog).value();
    benchmark::DoNotOptimize(live_through(detector, day, n_windows));
    if (detector.signals().size() != static_cast<std::size_t>(n)) state.SkipWithError("a service was not seen");
  }
  const auto windows = static_cast<double>(state.iterations()) * n_windows;
  state.counters["windows/s"] = benchmark::Counter(windows, benchmark::Counter::kIsRate);
  state.counters["per series and window"] =
      benchmark::Counter(windows * n, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(ObserveDays)
    ->ArgNames({"services", "days", "cores"})
    ->Args({20, 10, 1})
    ->Args({200, 10, 1})
    ->Args({2'000, 10, 1})
    ->Args({2'000, 10, 2})
    ->Args({10'000, 1, 1})
    ->Args({10'000, 1, 2})
    ->Args({10'000, 30, 1})
    ->Args({10'000, 30, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

/// What a detector that heard every service and lived through an hour holds.
void Memory(benchmark::State& state) {
  const auto n = static_cast<int>(state.range(0));
  const auto catalog = catalog_of(n);
  auto day = windows_of(n);
  double bytes = 0;
  for (auto _ : state) {
    const auto before = mallinfo2();
    auto detector = detect::Detector::make({}, catalog).value();
    live_through(detector, day, 60);
    const auto after = mallinfo2();
    bytes = static_cast<double>(after.uordblks + after.hblkhd - before.uordblks - before.hblkhd);
  }
  state.counters["bytes per series"] = bytes / n;
}
BENCHMARK(Memory)->Arg(2'000)->Arg(10'000)->Arg(50'000)->Unit(benchmark::kMillisecond)->Iterations(1);

void TakeSnapshot(benchmark::State& state) {
  auto detector = detect::Detector::make({}, catalog_of(200)).value();
  auto day = windows_of(200);
  live_through(detector, day, kDay);
  std::size_t bytes = 0;
  for (auto _ : state) bytes = detector.snapshot().size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(TakeSnapshot)->Unit(benchmark::kMicrosecond);

}  // namespace
