#include "detect/breakdown.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace outcry::detect {
namespace {

constexpr std::size_t kMaxTips = 5;
constexpr std::size_t kMaxOfficial = 5;
constexpr std::size_t kBroad = 8;
constexpr std::size_t kMostAlsoNamed = 10;
constexpr std::size_t kClustersKept = 8;
constexpr std::uint32_t kSmallestCluster = 5;
constexpr std::array<std::string_view, 7> kResolvedWords{"resolved",       "fixed",       "restored",     "back up",
                                                         "back to normal", "back online", "working again"};
constexpr std::array<std::string_view, 3> kDeniedWords{"operating normally", "no outage", "not experiencing"};

bool contains_any(std::string_view text, const auto& words) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::any_of(words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

OfficialWord official_word(std::string_view text) {
  if (contains_any(text, kDeniedWords)) return OfficialWord::denied;
  return contains_any(text, kResolvedWords) ? OfficialWord::resolved : OfficialWord::acknowledged;
}

void withdraw_words(std::span<const std::uint64_t> posts, std::map<std::uint64_t, CopyCluster>& clusters) {
  for (auto& [key, cluster] : clusters)
    if (std::ranges::binary_search(posts, cluster.identity)) cluster.text.clear();
}

}  // namespace

Severity severity(double excess, std::size_t regions_shown) {
  int level = 1;
  for (const double limit : {30.0, 200.0, 2'000.0}) level += excess >= limit ? 1 : 0;
  if (regions_shown >= kBroad) level = std::min(4, level + 1);
  return {level, std::max(0.0, excess)};
}

void Totals::add(const Window& window, const ServiceCounts* counts, double expected) {
  expected_ += expected;
  if (counts == nullptr) return;
  reporters_ += counts->reporters;
  if (counts->reporters > peak_) {
    peak_ = counts->reporters;
    peak_at_ = window.begin;
  }
  for (std::size_t i = 0; i < kIntents; ++i) {
    mix_[i] += counts->intents[i];
    posts_ += counts->intents[i];
  }
  posts_ += counts->reposts;
  reposts_ += counts->reposts;
  copies_ += counts->copies;
  sentiment_ += counts->sentiment_sum;
  for (const RegionCount& region : counts->regions) {
    RegionCount& sum = regions_[region.region];
    sum.region = region.region;
    sum.reporters += region.reporters;
    sum.complete += region.complete;
    sum.intermittent += region.intermittent;
  }
  for (const SymptomCount& symptom : counts->symptoms) symptoms_[symptom.symptom] += symptom.reporters;
  for (const CodeCount& code : counts->codes) codes_[code.code] += code.reporters;
  for (const AlternativeCount& other : counts->alternatives) alternatives_[other.service] += other.posts;
  for (const AlsoNamedCount& other : counts->also_named) also_named_[other.service] += other.reporters;
  for (std::size_t i = 0; i < devices_.size(); ++i) devices_[i] += counts->devices[i];
  add_clusters(*counts);
  add_samples(window, *counts);
}

void Totals::add_clusters(const ServiceCounts& counts) {
  for (const CopyCluster& cluster : counts.clusters) {
    const auto [at, fresh] = clusters_.try_emplace(cluster.key, cluster);
    if (!fresh) at->second.posts += cluster.posts;
  }
  while (clusters_.size() > kClustersKept)
    clusters_.erase(std::ranges::min_element(clusters_, {}, [](const auto& one) { return one.second.posts; }));
}

Coordination Totals::coordination() const {
  Coordination out;
  for (const auto& [key, cluster] : clusters_)
    if (cluster.posts >= kSmallestCluster) out.clusters.push_back(cluster);
  std::ranges::stable_sort(out.clusters, std::greater<>{}, &CopyCluster::posts);
  if (out.clusters.size() > kMaxClusters) out.clusters.resize(kMaxClusters);
  if (copies_ > 0) out.score = static_cast<double>(copies_) / (copies_ + reporters_);
  return out;
}

void Totals::add_samples(const Window& window, const ServiceCounts& counts) {
  const bool spoke = counts.intents[static_cast<std::size_t>(Intent::official)] > 0;
  bool shown = false;
  for (const Sample& sample : counts.samples) {
    if (is_evidence(sample.intent)) evidence_.add(sample);
    if (sample.intent == Intent::workaround) tips_.add(sample);
    if (sample.intent != Intent::official) continue;
    shown = true;
    hear_official(sample.time, sample.text);
    if (official_posts_.size() < kMaxOfficial) official_posts_.push_back(sample);
  }
  if (spoke && !shown) hear_official(window.begin, "");
}

void Totals::withdraw(std::span<const std::uint64_t> posts) {
  evidence_.withdraw(posts);
  tips_.withdraw(posts);
  detect::withdraw(posts, official_posts_);
  withdraw_words(posts, clusters_);
}

void Totals::hear_official(EventTime at, std::string_view text) {
  if (!official_at_) official_at_ = at;
  const OfficialWord word = official_word(text);
  if (official_ != OfficialWord::resolved) official_ = word;
}

void Totals::describe(const UsualShares& usual, const Catalog& catalog, std::uint32_t min_shown,
                      Incident& incident) const {
  incident.observed = reporters_;
  incident.expected = expected_;
  incident.peak_reporters = peak_;
  if (peak_ > 0) incident.peak_at = peak_at_;
  incident.posts = posts_;
  incident.mix = mix_;
  incident.reposts = reposts_;
  incident.copies = copies_;
  incident.sentiment = posts_ > reposts_ ? sentiment_ / (posts_ - reposts_) : 0;
  incident.devices = devices_;
  std::vector<RegionCount> regions;
  for (const auto& [id, count] : regions_) regions.push_back(count);
  const auto unplaced = regions_.find(kNoRegion);
  incident.region_unknown = unplaced == regions_.end() ? 0 : unplaced->second.reporters;
  incident.regions = region_shares(regions, usual, catalog, min_shown);
  std::vector<SymptomCount> symptoms;
  for (const auto& [id, n] : symptoms_) symptoms.push_back({id, n});
  incident.symptoms = symptom_shares(symptoms, reporters_, usual, catalog, min_shown);
  incident.error_codes.clear();
  for (const auto& [code, n] : codes_) incident.error_codes.push_back({code, n});
  std::ranges::stable_sort(incident.error_codes, std::greater<>{}, &CodeCount::reporters);
  incident.alternatives.clear();
  for (const auto& [service, n] : alternatives_) incident.alternatives.push_back({service, n});
  std::ranges::stable_sort(incident.alternatives, std::greater<>{}, &AlternativeCount::posts);
  incident.also_named.clear();
  for (const auto& [service, n] : also_named_) incident.also_named.push_back({service, n});
  std::ranges::stable_sort(incident.also_named, std::greater<>{}, &AlsoNamedCount::reporters);
  if (incident.also_named.size() > kMostAlsoNamed) incident.also_named.resize(kMostAlsoNamed);
  incident.coordination = coordination();
  incident.samples = evidence_.best(kMaxSamples);
  incident.tips = tips_.best(kMaxTips);
  incident.official = {official_, official_at_, official_posts_};
  incident.severity = severity(reporters_ - expected_, incident.regions.size());
}

}  // namespace outcry::detect
