// The identities of one window's posts: a flat set that answers "heard already?" in a few nanoseconds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace outcry::detect {

/// Open addressing with linear probing over 64-bit keys that are hashes already. At most half full, so a
/// probe touches one cache line nearly always. Zero means "no identity" and is never found.
class IdentitySet {
 public:
  IdentitySet() : slots_(kSmallest) {}

  /// True when the key was not in the set. Zero is always new.
  bool insert(std::uint64_t key) {
    if (key == 0) return true;
    for (std::size_t at = home(key);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at] == key) return false;
      if (slots_[at] != 0) continue;
      slots_[at] = key;
      if (++size_ * 2 > slots_.size()) grow();
      return true;
    }
  }

  bool contains(std::uint64_t key) const {
    if (key == 0) return false;
    for (std::size_t at = home(key);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at] == key) return true;
      if (slots_[at] == 0) return false;
    }
  }

  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kSmallest = 64;

  std::size_t home(std::uint64_t key) const { return (key * 0x9e3779b97f4a7c15U >> 20U) & (slots_.size() - 1); }

  void grow() {
    std::vector<std::uint64_t> old(slots_.size() * 2);
    old.swap(slots_);
    size_ = 0;
    for (const std::uint64_t key : old) insert(key);
  }

  std::vector<std::uint64_t> slots_;
  std::size_t size_ = 0;
};

}  // namespace outcry::detect
