// Sequences of words, all found in one walk over the words of a text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nlp/text_hash.h"

namespace outcry::nlp {

/// A trie over numbered words. Building costs a microsecond a sequence, so that tens of thousands of phrases and
/// places are ready in a few milliseconds; a text costs one look-up a word and one for each word that goes on.
class Sequences {
 public:
  static constexpr std::uint32_t kUnknown = 0xffffffff;  ///< a word of no sequence

  /// `id` is told when the words are found; several may share them. No words: nothing is added.
  void add(std::span<const std::string_view> words, std::uint32_t id);

  std::uint32_t number(std::string_view word) const {
    const auto found = numbers_.find(word);
    return found == numbers_.end() ? kUnknown : found->second;
  }

  /// on_match(id, first, last): words [first, last) of the text, given as their numbers.
  template <class OnMatch>
  void find(std::span<const std::uint32_t> text, const OnMatch& on_match) const {
    for (std::uint32_t first = 0; first < text.size(); ++first) {
      std::uint32_t node = kRoot;
      for (std::uint32_t at = first; at < text.size() && text[at] != kUnknown; ++at) {
        node = next(node, text[at]);
        if (node == kRoot) break;
        for (const std::uint32_t id : ends_[node]) on_match(id, first, at + 1);
      }
    }
  }

 private:
  static constexpr std::uint32_t kRoot = 0;

  static std::uint64_t edge(std::uint32_t node, std::uint32_t word) { return std::uint64_t{node} << 32U | word; }
  std::uint32_t next(std::uint32_t node, std::uint32_t word) const {
    const auto found = edges_.find(edge(node, word));
    return found == edges_.end() ? kRoot : found->second;
  }

  WordTable<std::uint32_t> numbers_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> edges_;
  std::vector<std::vector<std::uint32_t>> ends_{1};  ///< by node
};

}  // namespace outcry::nlp
