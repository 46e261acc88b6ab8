// What a closed window holds: counts of one interval for every service that anybody named.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "model/mention.h"

namespace outcry {

/// A post kept as a possible sample of an incident.
struct Sample {
  EventTime time;
  std::string post_id;
  std::string link;
  std::string text;
  Intent intent = Intent::other;
  float evidence = 0;
  SymptomSet symptoms;
  RegionId region = kNoRegion;
  std::uint64_t identity = 0;  ///< of the post, see post.h
  friend bool operator==(const Sample&, const Sample&) = default;
};

/// Reporters of one region in one window.
struct RegionCount {
  RegionId region = kNoRegion;  ///< kNoRegion = no place said
  std::uint32_t reporters = 0;
  std::uint32_t complete = 0;      ///< of these, say that it fails wholly
  std::uint32_t intermittent = 0;  ///< of these, say that it fails now and then
  friend bool operator==(const RegionCount&, const RegionCount&) = default;
};

struct SymptomCount {
  SymptomId symptom{};
  std::uint32_t reporters = 0;
  friend bool operator==(const SymptomCount&, const SymptomCount&) = default;
};

struct CodeCount {
  std::string code;
  std::uint32_t reporters = 0;
  friend bool operator==(const CodeCount&, const CodeCount&) = default;
};

struct AlternativeCount {
  ServiceId service{};
  std::uint32_t posts = 0;
  friend bool operator==(const AlternativeCount&, const AlternativeCount&) = default;
};

/// Reporters whose post names another service as well.
struct AlsoNamedCount {
  ServiceId service{};
  std::uint32_t reporters = 0;
  friend bool operator==(const AlsoNamedCount&, const AlsoNamedCount&) = default;
};

/// The key that posts of new accounts (see kNewAccount) share.
inline constexpr std::uint64_t kNewAccountsKey = 1;

/// Posts that are one text or made from one template, or those of accounts that were just made.
struct CopyCluster {
  std::uint64_t key = 0;       ///< what they share: kNewAccountsKey, else see detect/copies.h
  std::uint32_t posts = 0;     ///< that were held back
  std::uint64_t identity = 0;  ///< of the post whose text is shown, see post.h
  std::string text;            ///< "" when it was taken back
  friend bool operator==(const CopyCluster&, const CopyCluster&) = default;
};

/// One service in one window. Lists are sorted by their key and hold no zero.
struct ServiceCounts {
  ServiceId service{};
  std::array<std::uint32_t, kIntents> intents{};  ///< posts, by intent; reposts not among them
  std::uint32_t reposts = 0;
  std::uint32_t copies = 0;     ///< evidence posts not counted as reporters: repeats of an author, capped near-copies
  std::uint32_t reporters = 0;  ///< distinct authors of evidence: the number that the charts see
  double sentiment_sum = 0;     ///< over the posts of `intents`
  std::vector<RegionCount> regions;
  std::vector<SymptomCount> symptoms;
  std::vector<CodeCount> codes;
  std::array<std::uint32_t, 6> devices{};  ///< reporters, by Device
  std::vector<AlternativeCount> alternatives;
  std::vector<AlsoNamedCount> also_named;
  std::vector<CopyCluster> clusters;  ///< of which posts were held back, largest first, at most kMaxClusters
  std::vector<Sample> samples;        ///< `samples_per_window` of evidence at most, and one of each rarer kind
  friend bool operator==(const ServiceCounts&, const ServiceCounts&) = default;
};

inline constexpr std::size_t kMaxClusters = 3;

/// Posts of one feed in one window, each once; one that two feeds bring is a post of both.
struct FeedCount {
  std::uint32_t feed = 0;  ///< its place among the feeds of the run
  std::uint64_t posts = 0;
  friend bool operator==(const FeedCount&, const FeedCount&) = default;
};

/// A closed window: the unit of commit.
struct WindowCounts {
  Window window;
  std::uint64_t posts = 0;               ///< distinct posts delivered, about anything: what exposure is judged by
  double exposure = 1;                   ///< how much of the window was listened to, [0, 1]
  std::vector<ServiceCounts> services;   ///< sorted by service; only those with any post
  std::vector<std::uint64_t> withdrawn;  ///< posts of earlier windows edited or taken back in this one; sorted
  std::vector<FeedCount> feeds;          ///< sorted by feed; only those with any post
  friend bool operator==(const WindowCounts&, const WindowCounts&) = default;
};

}  // namespace outcry
