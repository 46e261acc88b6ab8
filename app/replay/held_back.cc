#include "app/replay/held_back.h"

#include <fmt/format.h>

#include <algorithm>

#include "detect/copies.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

constexpr std::size_t kKept = 64;
constexpr std::size_t kShown = 3;
constexpr std::uint32_t kSmallest = 5;
constexpr std::size_t kShownBytes = 100;

std::uint32_t size(const HeldBack::Cluster& cluster) { return cluster.copies.posts; }

std::string beginning(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  std::size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace

void HeldBack::add(const WindowCounts& window) {
  for (const ServiceCounts& counts : window.services) {
    posts_ += counts.copies;
    for (const CopyCluster& cluster : counts.clusters) {
      const auto key = detect::of_service(cluster.key, counts.service);
      const auto [at, fresh] = clusters_.try_emplace(key, Cluster{counts.service, cluster});
      if (!fresh) at->second.copies.posts += cluster.posts;
    }
  }
  while (clusters_.size() > kKept)
    clusters_.erase(std::ranges::min_element(clusters_, {}, [](const auto& one) { return size(one.second); }));
}

std::vector<HeldBack::Cluster> HeldBack::clusters() const {
  std::vector<Cluster> out;
  for (const auto& [key, cluster] : clusters_)
    if (size(cluster) >= kSmallest) out.push_back(cluster);
  std::ranges::stable_sort(out, std::greater<>{}, size);
  if (out.size() > kShown) out.resize(kShown);
  return out;
}

std::string to_text(const HeldBack& held_back, const Catalog& catalog) {
  if (held_back.posts() == 0) return "";
  std::string out =
      fmt::format("held back {} of evidence: repeats of an author, copies of a text, new accounts (not counted)\n",
                  held_back.posts() == 1 ? "1 post" : fmt::format("{} posts", held_back.posts()));
  for (const auto& [service, copies] : held_back.clusters()) {
    const auto kind = copies.key == kNewAccountsKey ? "from accounts made within three days" : "of one text";
    out += fmt::format("  {}: {} posts {}, such as: {}\n", catalog.at(service).name, copies.posts, kind,
                       outputs::harmless(beginning(copies.text)));
  }
  return out;
}

}  // namespace outcry::app
