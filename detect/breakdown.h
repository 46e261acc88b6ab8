// What an incident is made of: totals since its onset, and what they say of regions, symptoms and severity.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "detect/showcase.h"
#include "model/incident.h"
#include "model/shares.h"

namespace outcry::detect {

/// Sums over the windows of an incident.
class Totals {
 public:
  /// `counts` may be null: nobody named the service in this window.
  void add(const Window& window, const ServiceCounts* counts, double expected);
  /// The words of these posts are not shown any more; what they counted stays. `posts`: identities, sorted.
  void withdraw(std::span<const std::uint64_t> posts);
  std::uint32_t reporters() const { return reporters_; }
  double expected() const { return expected_; }
  std::uint32_t peak() const { return peak_; }
  OfficialWord official() const { return official_; }

  /// Fills all that the totals know into the incident.
  void describe(const UsualShares& usual, const Catalog& catalog, std::uint32_t min_shown, Incident& incident) const;

  template <class A>
  void visit(A& archive) {
    archive(reporters_, expected_, peak_, peak_at_, posts_, mix_, reposts_, copies_, sentiment_, regions_, symptoms_,
            codes_, devices_, alternatives_, also_named_, clusters_, evidence_, tips_, official_posts_, official_,
            official_at_);
  }

 private:
  void add_clusters(const ServiceCounts& counts);
  Coordination coordination() const;
  void add_samples(const Window& window, const ServiceCounts& counts);
  void hear_official(EventTime at, std::string_view text);

  std::uint32_t reporters_ = 0;
  double expected_ = 0;
  std::uint32_t peak_ = 0;
  EventTime peak_at_;
  std::uint32_t posts_ = 0;
  std::array<std::uint32_t, kIntents> mix_{};
  std::uint32_t reposts_ = 0;
  std::uint32_t copies_ = 0;
  double sentiment_ = 0;
  std::map<RegionId, RegionCount> regions_;
  std::map<SymptomId, std::uint32_t> symptoms_;
  std::map<std::string, std::uint32_t> codes_;
  std::array<std::uint32_t, 6> devices_{};
  std::map<ServiceId, std::uint32_t> alternatives_;
  std::map<ServiceId, std::uint32_t> also_named_;
  std::map<std::uint64_t, CopyCluster> clusters_;
  Showcase evidence_;
  Showcase tips_;
  std::vector<Sample> official_posts_;
  OfficialWord official_ = OfficialWord::none;
  std::optional<EventTime> official_at_;
};

/// 1 minor (below 30 reporters above the expected), 2 moderate (from 30), 3 major (from 200), 4 extreme (from 2,000);
/// one more when eight or more regions are shown.
Severity severity(double excess, std::size_t regions_shown);

}  // namespace outcry::detect
