// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/style.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

namespace outcry::simulate {

namespace {

bool plain(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '\''; });
}

std::string stretched(std::string word, Random& random) {
  static constexpr std::array<std::string_view, 8> kStretch{"so", "no", "why", "please", "down", "help", "ugh", "bruh"};
  if (std::find(kStretch.begin(), kStretch.end(), word) == kStretch.end() || !random.chance(0.12)) return word;
  return word + std::string(1 + random.below(4), word.back());
}

std::string mistyped(std::string word, Random& random) {
  if (word.size() < 5 || !random.chance(0.02)) return word;
  const std::size_t at = 1 + random.below(word.size() - 2);
  switch (random.below(3)) {
    case 0:
      word.erase(at, 1);
      break;
    case 1:
      std::swap(word[at], word[at + 1]);
      break;
    default:
      word.insert(at, 1, word[at]);
      break;
  }
  return word;
}

std::string without_apostrophes(std::string word) {
  word.erase(std::remove(word.begin(), word.end(), '\''), word.end());
  return word;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == ' ')
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

void capitalize_sentences(std::string& text) {
  bool begin = true;
  for (auto& c : text) {
    if (begin && std::isalpha(static_cast<unsigned char>(c)) != 0) {
      c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      begin = false;
    } else if (c == '.' || c == '?' || c == '!') {
      begin = true;
    } else if (c != ' ') {
      begin = false;
    }
  }
}

void change_case(std::string& text, const Hand& hand, Random& random) {
  if (!hand.lower) return capitalize_sentences(text);
  if (random.chance(0.04))
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(c < 128 ? std::toupper(c) : c); });
}

}  // namespace

Hand hand_of(std::uint64_t author) {
  const std::uint64_t bits = mix(author, "hand");
  return {(bits & 7U) < 5, (bits >> 3U & 3U) != 0, (bits >> 5U & 3U) == 0, (bits >> 7U & 3U) == 0};
}

std::string typed(std::string text, const Hand& hand, Random& random) {
  if (text.find("://") != std::string::npos) return text;
  std::string out;
  for (auto& word : words_of(text)) {
    if (plain(word)) {
      word = stretched(std::move(word), random);
      if (!hand.careful) word = mistyped(std::move(word), random);
      if (!hand.apostrophes) word = without_apostrophes(std::move(word));
    }
    if (!out.empty()) out += ' ';
    out += word;
  }
  change_case(out, hand, random);
  return out;
}

}  // namespace outcry::simulate
