// Which slots of a hashed table were seen: cheap to ask, cheap to forget.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace outcry::nlp {

/// A set of small numbers; one for each thread, reused.
class FeatureSet {
 public:
  explicit FeatureSet(std::size_t slots) : words_((slots + 63) / 64) {}

  /// False when it was there already. `slot` is below the number of slots.
  bool insert(std::uint32_t slot) {
    std::uint64_t& word = words_[slot / 64];
    const std::uint64_t bit = std::uint64_t{1} << (slot % 64);
    if ((word & bit) != 0) return false;
    if (word == 0) touched_.push_back(slot / 64);
    word |= bit;
    return true;
  }

  /// In the time of what was inserted.
  void clear() {
    for (const std::uint32_t at : touched_) words_[at] = 0;
    touched_.clear();
  }

 private:
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> touched_;
};

}  // namespace outcry::nlp
