// A hash for short words, and sets of words that can be asked with views.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace outcry::nlp {

/// Eight bytes a step, multiplied and folded: words of up to eight letters cost one. Only for tables in memory; it
/// differs between machines of different byte order.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    std::uint64_t hash = text.size() * kFactor;
    const char* at = text.data();
    std::size_t left = text.size();
    for (; left > 8; left -= 8, at += 8) hash = mixed(hash ^ load<std::uint64_t>(at));
    return mixed(hash ^ tail(at, left));
  }

 private:
  static constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15ULL;
  static std::uint64_t mixed(std::uint64_t value) {
    value *= kFactor;
    return value ^ value >> 32U;
  }
  template <class Number>
  static std::uint64_t load(const char* at) {
    Number out = 0;
    std::memcpy(&out, at, sizeof(out));
    return out;
  }
  /// The last 0 to 8 bytes: two halves that may overlap.
  static std::uint64_t tail(const char* at, std::size_t size) {
    if (size >= 4) return load<std::uint32_t>(at) | load<std::uint32_t>(at + size - 4) << 32U;
    if (size >= 2) return load<std::uint16_t>(at) | load<std::uint16_t>(at + size - 2) << 16U;
    return size == 1 ? load<std::uint8_t>(at) : 0;
  }
};

/// Tables by word that can be asked with views.
template <class Value>
using WordTable = boost::unordered_flat_map<std::string, Value, TextHash, std::equal_to<>>;

/// Words that exist, lower case without apostrophes: tells "nooo" -> "no" from "coool" -> "cool".
using Vocabulary = std::unordered_set<std::string, TextHash, std::equal_to<>>;

}  // namespace outcry::nlp
