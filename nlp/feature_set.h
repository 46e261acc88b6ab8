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

  /// 1 when it is new, 0 when it was there already; to be taken out again with `forget`. Has no branches: which
  /// features repeat is a coin toss for a processor.
  std::uint32_t count_once(std::uint32_t slot) {
    std::uint64_t& word = words_[slot / 64];
    const std::uint64_t bit = slot % 64;
    const auto fresh = static_cast<std::uint32_t>(~(word >> bit) & 1U);
    word |= std::uint64_t{1} << bit;
    return fresh;
  }
  void forget(std::uint32_t slot) { words_[slot / 64] = 0; }

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
