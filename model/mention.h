// A mention: one post said to be about one service, and what it says of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.h"
#include "model/time.h"

namespace outcry {

/// What a mention does. `report` and `question` are evidence of an outage; nothing else is.
enum class Intent : std::uint8_t {
  report,      ///< it fails for me, now
  question,    ///< does it fail for others? (no symptom stated)
  recovery,    ///< it is back, or was down
  planned,     ///< downtime that has not begun
  official,    ///< the provider's own word
  news,        ///< press, bots, third parties about an outage
  workaround,  ///< a tip that helped
  individual,  ///< one account, device, payment, network
  joke,        ///< no claim about the present
  other,       ///< anything else that names the service
};
inline constexpr std::size_t kIntents = 10;
std::string_view name(Intent intent);
std::optional<Intent> intent_of(std::string_view name);
constexpr bool is_evidence(Intent intent) { return intent == Intent::report || intent == Intent::question; }

/// How wholly it fails, as far as the text says.
enum class Scope : std::uint8_t { unknown, complete, intermittent };
std::string_view name(Scope scope);

enum class Device : std::uint8_t { unknown, tv, phone, web, console, desktop };
std::string_view name(Device device);

/// A set of SymptomId as a bit mask.
struct SymptomSet {
  std::uint32_t bits = 0;
  bool has(SymptomId id) const { return (bits >> static_cast<unsigned>(id) & 1U) != 0; }
  void remove(SymptomId id) { bits &= ~(1U << static_cast<unsigned>(id)); }
  void add(SymptomId id) { bits |= 1U << static_cast<unsigned>(id); }
  bool empty() const { return bits == 0; }
  friend bool operator==(SymptomSet, SymptomSet) = default;
};

/// What the classifier says of one (post, service). Values only; no view into the post.
struct Verdict {
  ServiceId service{};
  Intent intent = Intent::other;
  float evidence = 0;     ///< probability that this is one more person for whom it fails now, [0, 1]
  float sentiment = 0;    ///< of the service in this post, [-1, 1]
  float frustration = 0;  ///< how loudly it is complained about, [0, 1]
  SymptomSet symptoms;
  RegionId region = kNoRegion;
  Scope scope = Scope::unknown;
  Device device = Device::unknown;
  std::vector<std::string> error_codes;  ///< as written, upper case; usually empty
  std::optional<ServiceId> alternative;  ///< "switched to X"
};

/// Accounts younger than this are easily made in numbers: those of a campaign are hours old.
inline constexpr std::chrono::hours kNewAccount{72};

/// A verdict with what must be kept of its post. Lives until its window is closed; the text only as
/// long as it may become a sample.
struct Mention {
  Verdict verdict;
  EventTime time;
  std::uint64_t identity = 0;  ///< of the post, see post.h; 0 = has no id
  std::uint64_t author = 0;    ///< see author_key; 0 = unknown
  bool repost = false;
  bool bot = false;
  bool link = false;
  bool new_account = false;  ///< its author's account is younger than kNewAccount
  std::string post_id;       ///< id_text(post)
  std::string post_link;
  std::string text;
};

}  // namespace outcry
