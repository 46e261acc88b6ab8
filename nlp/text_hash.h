// A hash for short words, and sets of words that can be asked with views.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

namespace outcry::nlp {

/// FNV-1a (Fowler, Noll, Vo), 64 bits: for words of a few letters faster than std::hash.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
  }
};

/// Words that exist, lower case without apostrophes: tells "nooo" -> "no" from "coool" -> "cool".
using Vocabulary = std::unordered_set<std::string, TextHash, std::equal_to<>>;

}  // namespace outcry::nlp
