#include "detect/showcase.h"

#include <algorithm>
#include <limits>
#include <unordered_set>
#include <utility>

#include "detect/copies.h"
#include "detect/tally.h"

namespace outcry::detect {
namespace {

constexpr double kSameSymptoms = 0.25;
constexpr double kSameRegion = 0.15;

struct Ranked {
  Sample sample;
  double value = 0;
};

void discount(std::vector<Ranked>& rest, const Sample& chosen) {
  for (Ranked& other : rest) {
    if (other.sample.symptoms == chosen.symptoms) other.value -= kSameSymptoms;
    if (other.sample.region == chosen.region) other.value -= kSameRegion;
  }
}

std::vector<Ranked> ranked(std::vector<Sample> pool) {
  std::ranges::sort(pool, [](const Sample& a, const Sample& b) {
    return std::tie(a.time, a.post_id, a.text) < std::tie(b.time, b.post_id, b.text);
  });
  std::unordered_set<std::string> seen;
  std::vector<Ranked> out;
  for (Sample& sample : pool) {
    if (!seen.insert(normalised(sample.text)).second) continue;
    const double value = telling(sample);
    out.push_back({std::move(sample), value});
  }
  return out;
}

}  // namespace

std::vector<Sample> representative(std::vector<Sample> pool, std::size_t n) {
  std::vector<Ranked> rest = ranked(std::move(pool));
  std::vector<Sample> out;
  while (!rest.empty() && out.size() < n) {
    const auto best = std::ranges::max_element(rest, {}, &Ranked::value);
    out.push_back(std::move(best->sample));
    rest.erase(best);
    discount(rest, out.back());
  }
  return out;
}

void withdraw(std::span<const std::uint64_t> posts, std::vector<CopyCluster>& clusters) {
  for (CopyCluster& cluster : clusters)
    if (std::ranges::binary_search(posts, cluster.identity)) cluster.text.clear();
}

void withdraw(std::span<const std::uint64_t> posts, std::vector<Sample>& samples) {
  std::erase_if(samples, [&](const Sample& sample) { return std::ranges::binary_search(posts, sample.identity); });
}

void Showcase::add(const Sample& sample) {
  pool_.push_back(sample);
  if (pool_.size() > kMost) pool_ = representative(std::move(pool_), kKept);
}

}  // namespace outcry::detect
