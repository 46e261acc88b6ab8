// When two posts are one text: keys that copies and templates share and honest short reports do not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace outcry::detect {

/// The text in lower case (ASCII) without links, @handles, digits and punctuation, one space between words.
std::string normalised(std::string_view text);

/// Keys under which a post counts as a copy of another. Empty for a text of fewer than 8 words without
/// link and tag: "xbox live is down" is written by eight people.
///   - the whole normalised text, from 8 words on;
///   - each run of 10 words of it (a template with a changed beginning), the first 64 of them;
///   - its links together with its hashtags, when it has both.
/// In scripts without spaces two characters pass for a word.
std::vector<std::uint64_t> copy_keys(std::string_view text);

/// Counts the copies of one service in one window.
class CopyCap {
 public:
  explicit CopyCap(std::uint32_t cap) : cap_(cap) {}
  /// Counts the keys while none of them has been admitted `cap` times; else the key that is full.
  std::optional<std::uint64_t> refuse(const std::vector<std::uint64_t>& keys);

 private:
  std::uint32_t cap_;
  std::unordered_map<std::uint64_t, std::uint32_t> seen_;
};

}  // namespace outcry::detect
