// Evidence that did not count: repeats of an author, copies of a text, accounts that were just made.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/counts.h"

namespace outcry::app {

/// Gathers what closed windows held back, and the texts of which most was.
class HeldBack {
 public:
  void add(const WindowCounts& window);

  std::uint64_t posts() const { return posts_; }
  /// Largest first, at most three, of five posts or more.
  struct Cluster {
    ServiceId service{};
    CopyCluster copies;
  };
  std::vector<Cluster> clusters() const;

 private:
  std::uint64_t posts_ = 0;
  std::map<std::uint64_t, Cluster> clusters_;  ///< by key and service
};

/// "held back 998 posts of evidence: ...", then the clusters, each on a line; "" when there was none. Harmless for a
/// terminal.
std::string to_text(const HeldBack& held_back, const Catalog& catalog);

}  // namespace outcry::app
