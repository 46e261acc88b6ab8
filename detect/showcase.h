// The few posts that stand for thousands: telling, and different from each other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/counts.h"

namespace outcry::detect {

/// At most `n` of `pool`, best first. Each choice takes the most telling post after a discount for posts already
/// chosen with the same symptoms or the same region, and no text twice (after normalising).
std::vector<Sample> representative(std::vector<Sample> pool, std::size_t n);

/// Takes out the samples of these posts. `posts`: identities, sorted.
void withdraw(std::span<const std::uint64_t> posts, std::vector<Sample>& samples);
/// Clusters stay, without the words.
void withdraw(std::span<const std::uint64_t> posts, std::vector<CopyCluster>& clusters);

/// A bounded pool of samples: what it forgets is what `representative` would take last.
class Showcase {
 public:
  void add(const Sample& sample);
  void withdraw(std::span<const std::uint64_t> posts) { detect::withdraw(posts, pool_); }
  std::vector<Sample> best(std::size_t n) const { return representative(pool_, n); }
  const std::vector<Sample>& pool() const { return pool_; }

  template <class A>
  void visit(A& archive) {
    archive(pool_);
  }

 private:
  static constexpr std::size_t kKept = 24;
  static constexpr std::size_t kMost = 48;
  std::vector<Sample> pool_;
};

}  // namespace outcry::detect
