// Facts of a post in words, for people. A model knows a fact by its name, which stays; the words may change.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace outcry::nlp {

/// "there are two exclamation marks" of the fact "exclamation marks" and 2: names and values as in grams.cc. One that
/// has no words of its own is told as "name: value".
std::string in_words(std::string_view fact, std::uint64_t value);
std::string in_words(std::string_view fact, std::string_view value);

}  // namespace outcry::nlp
