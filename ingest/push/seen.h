// The newest keys, so many and no more: what tells a repeat.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_set>

namespace outcry::ingest::push {

/// First in, first out.
class Seen {
 public:
  explicit Seen(std::size_t most) : most_(most) {}

  bool has(std::uint64_t key) const { return keys_.contains(key); }
  void add(std::uint64_t key) {
    if (key == 0 || most_ == 0 || !keys_.insert(key).second) return;
    order_.push_back(key);
    if (order_.size() <= most_) return;
    keys_.erase(order_.front());
    order_.pop_front();
  }

 private:
  std::size_t most_;
  std::unordered_set<std::uint64_t> keys_;
  std::deque<std::uint64_t> order_;
};

}  // namespace outcry::ingest::push
