// The truth beside a simulated archive: what was planted, and what became of it. Described in samples/README.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "app/simulate/draft.h"
#include "app/simulate/scenario.h"

namespace outcry::simulate {

/// Counts posts as they are written. The scenario must outlive it.
class TruthKeeper {
 public:
  TruthKeeper(const Scenario& scenario, std::uint64_t seed, std::string format);

  void add(const Draft& draft, const SimulatedPost& post);
  std::uint64_t posts() const { return posts_; }
  nlohmann::ordered_json to_json() const;

 private:
  using Kinds = std::array<std::uint64_t, kKinds>;
  struct OutageCount {
    std::uint64_t posts = 0;  ///< evidence
    std::set<std::uint64_t> reporters;
    std::map<std::string, std::uint64_t> symptoms;
    std::map<std::string, std::uint64_t> places;
    std::map<std::string, std::uint64_t> codes;
  };

  nlohmann::ordered_json outage_json(std::size_t index) const;
  void add_report(const Draft& draft, const SimulatedPost& post);

  const Scenario& scenario_;
  std::uint64_t seed_;
  std::string format_;
  std::uint64_t posts_ = 0;
  Kinds kinds_{};
  std::map<std::string, Kinds> services_;
  std::vector<OutageCount> outages_;
};

}  // namespace outcry::simulate
