#include "detect/tally.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace outcry::detect {
namespace {

/// Of the other services that one post names.
constexpr std::size_t kMostNamedTogether = 8;

struct Candidate {
  const Mention* mention = nullptr;
  double value = 0;
};

/// Which services a post names, for posts that name several.
class Together {
 public:
  explicit Together(const std::vector<Mention>& mentions) {
    for (const Mention& mention : mentions)
      if (mention.identity != 0) all_.emplace_back(mention.identity, mention.verdict.service);
    std::ranges::sort(all_);
    all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
  }

  template <class F>
  void each_other(const Mention& mention, F&& f) const {
    if (mention.identity == 0) return;
    std::size_t told = 0;
    for (auto it = std::ranges::lower_bound(all_, mention.identity, {}, &Named::first);
         it != all_.end() && it->first == mention.identity; ++it)
      if (it->second != mention.verdict.service && told++ < kMostNamedTogether) f(it->second);
  }

 private:
  using Named = std::pair<std::uint64_t, ServiceId>;
  std::vector<Named> all_;
};

/// One service of the window while it is counted.
class ServiceTally {
 public:
  ServiceTally(ServiceId service, const Together& together, std::uint32_t samples)
      : together_(together), samples_(samples) {
    counts_.service = service;
  }

  void add(const Mention& mention, TallyMemory& memory) {
    if (mention.repost) {
      ++counts_.reposts;
      return;
    }
    ++counts_.intents[static_cast<std::size_t>(mention.verdict.intent)];
    counts_.sentiment_sum += static_cast<double>(mention.verdict.sentiment);
    if (mention.verdict.alternative) ++alternatives_[*mention.verdict.alternative];
    const bool evidence = is_evidence(mention.verdict.intent);
    if (evidence && mention.bot) return;
    if (evidence && !is_reporter(mention, memory)) {
      ++counts_.copies;
      return;
    }
    if (evidence) add_reporter(mention.verdict);
    if (evidence) together_.each_other(mention, [this](ServiceId other) { ++also_named_[other]; });
    candidates_.push_back(&mention);
  }

  ServiceCounts finish() {
    for (const auto& [region, count] : regions_) counts_.regions.push_back(count);
    for (const auto& [symptom, n] : symptoms_) counts_.symptoms.push_back({symptom, n});
    for (const auto& [code, n] : codes_) counts_.codes.push_back({code, n});
    for (const auto& [service, n] : alternatives_) counts_.alternatives.push_back({service, n});
    for (const auto& [service, n] : also_named_) counts_.also_named.push_back({service, n});
    pick_clusters();
    pick_samples();
    return std::move(counts_);
  }

 private:
  bool is_reporter(const Mention& mention, TallyMemory& memory) {
    if (!memory.reporters.admit(mention.author, mention.verdict.service, mention.time)) return false;
    std::vector<std::uint64_t> keys = copy_keys(mention.text);
    if (mention.new_account) keys.push_back(kNewAccountsKey);
    const auto full = memory.copies.refuse(keys, mention.verdict.service, mention.time);
    if (full) hold_back(*full, mention);
    return !full;
  }

  void hold_back(std::uint64_t key, const Mention& mention) {
    CopyCluster& cluster = clusters_[key];
    if (cluster.posts == 0) cluster = {key, 0, mention.identity, mention.text};
    ++cluster.posts;
  }

  void pick_clusters() {
    for (auto& [key, cluster] : clusters_) counts_.clusters.push_back(std::move(cluster));
    std::ranges::stable_sort(counts_.clusters, std::greater<>{}, &CopyCluster::posts);
    if (counts_.clusters.size() > kMaxClusters) counts_.clusters.resize(kMaxClusters);
  }

  void add_reporter(const Verdict& verdict) {
    ++counts_.reporters;
    RegionCount& region = regions_[verdict.region];
    region.region = verdict.region;
    ++region.reporters;
    region.complete += verdict.scope == Scope::complete ? 1 : 0;
    region.intermittent += verdict.scope == Scope::intermittent ? 1 : 0;
    for (std::uint8_t i = 0; i < kMaxSymptoms; ++i)
      if (verdict.symptoms.has(SymptomId{i})) ++symptoms_[SymptomId{i}];
    std::vector<std::string> codes = verdict.error_codes;
    std::ranges::sort(codes);
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    for (std::string& code : codes) ++codes_[std::move(code)];
    ++counts_.devices[static_cast<std::size_t>(verdict.device)];
  }

  static Sample sample_of(const Mention& mention) {
    const Verdict& verdict = mention.verdict;
    return {mention.time,     mention.post_id,  mention.post_link, mention.text,    verdict.intent,
            verdict.evidence, verdict.symptoms, verdict.region,    mention.identity};
  }

  /// The most telling evidence, and beside it the best post of each rare kind, the most telling first.
  void pick_samples() {
    if (samples_ == 0) return;
    std::vector<Sample> all;
    for (const Mention* mention : candidates_)
      if (!mention->text.empty()) all.push_back(sample_of(*mention));
    std::ranges::stable_sort(all, std::greater<>{}, telling);
    std::array<std::uint32_t, kIntents> taken{};
    for (Sample& sample : all) {
      std::uint32_t& of_kind =
          taken[static_cast<std::size_t>(is_evidence(sample.intent) ? Intent::report : sample.intent)];
      if (of_kind >= share_of(sample.intent)) continue;
      ++of_kind;
      counts_.samples.push_back(std::move(sample));
    }
  }

  std::uint32_t share_of(Intent intent) const {
    switch (intent) {
      case Intent::report:
      case Intent::question:
        return samples_;
      case Intent::official:
      case Intent::workaround:
      case Intent::recovery:
      case Intent::news:
        return 1;
      case Intent::planned:
      case Intent::individual:
      case Intent::joke:
      case Intent::other:
        return 0;
    }
    return 0;
  }

  const Together& together_;
  std::uint32_t samples_;
  ServiceCounts counts_;
  std::map<RegionId, RegionCount> regions_;
  std::map<SymptomId, std::uint32_t> symptoms_;
  std::map<std::string, std::uint32_t> codes_;
  std::map<ServiceId, std::uint32_t> alternatives_;
  std::map<ServiceId, std::uint32_t> also_named_;
  std::map<std::uint64_t, CopyCluster> clusters_;
  std::vector<const Mention*> candidates_;
};

auto order(const Mention& mention) {
  return std::tuple(mention.verdict.service, mention.time, mention.identity, std::string_view(mention.text),
                    mention.author);
}

}  // namespace

bool ReporterMemory::admit(std::uint64_t author, ServiceId service, EventTime time) {
  if (author == 0) return true;
  const auto [it, fresh] = last_.try_emplace(of_service(author, service), time);
  if (fresh) return true;
  const bool quiet = time - it->second >= memory_;
  it->second = std::max(it->second, time);
  return quiet;
}

void ReporterMemory::forget_before(EventTime now) {
  if (now - swept_ < memory_) return;
  swept_ = now;
  std::erase_if(last_, [&](const auto& entry) { return now - entry.second >= memory_; });
}

std::vector<ServiceCounts> tally(std::vector<Mention> mentions, TallyMemory& memory, std::uint32_t samples) {
  std::ranges::sort(mentions, {}, order);
  const Together together(mentions);
  std::vector<ServiceCounts> out;
  for (std::size_t i = 0; i < mentions.size();) {
    const ServiceId service = mentions[i].verdict.service;
    ServiceTally counting(service, together, samples);
    for (; i < mentions.size() && mentions[i].verdict.service == service; ++i) counting.add(mentions[i], memory);
    out.push_back(counting.finish());
  }
  return out;
}

double telling(const Sample& sample) {
  constexpr double kReadable = 60;
  double value = static_cast<double>(sample.evidence);
  if (sample.intent == Intent::official || sample.intent == Intent::workaround) value += 2;
  if (sample.intent == Intent::recovery) value += 1;
  if (!sample.symptoms.empty()) value += 0.3;
  if (sample.region != kNoRegion) value += 0.2;
  const auto length = static_cast<double>(sample.text.size());
  return value + 0.2 * std::min(length, kReadable) / kReadable - 0.1 * (length > 4 * kReadable ? 1 : 0);
}

}  // namespace outcry::detect
