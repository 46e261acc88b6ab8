// What every post pays to be heard: identities of a busy feed, in order and shuffled within seconds.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

#include "detect/windower.h"

namespace {

using namespace outcry;

struct Heard {
  EventTime time;
  std::uint64_t identity = 0;
};

std::vector<Heard> posts(int per_second) {
  std::vector<Heard> out;
  std::mt19937_64 engine(3);
  const EventTime start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
  for (int i = 0; i < 2'000'000; ++i) {
    const auto jitter = std::chrono::microseconds(engine() % 3'000'000);
    out.push_back({start + std::chrono::microseconds(1'000'000LL * i / per_second) + jitter, engine()});
  }
  return out;
}

void HearPosts(benchmark::State& state) {
  const auto all = posts(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    detect::Windower windower({}, std::make_shared<Catalog>());
    std::uint64_t heard = 0;
    std::uint64_t n = 0;
    for (const Heard& post : all) {
      windower.heard(post.time, post.identity);
      if (++n % 512 != 0) continue;
      for (const WindowCounts& window : windower.closed()) heard += window.posts;
    }
    for (const WindowCounts& window : windower.finish()) heard += window.posts;
    if (heard != all.size()) state.SkipWithError("posts were lost");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(all.size()));
}
BENCHMARK(HearPosts)->Arg(50)->Arg(1'000)->Unit(benchmark::kMillisecond);

}  // namespace
