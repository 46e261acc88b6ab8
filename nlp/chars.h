// Code points and what kind of character they are: where words begin and end, in every script.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace outcry::nlp {

enum class CharClass : std::uint8_t {
  space,
  word,   ///< letters, marks and digits of scripts that put spaces between words, and '_'
  dense,  ///< Han, Kana, Hangul, Thai and others, where a word may begin anywhere
  punct,
  symbol,  ///< emoji, arrows, signs
};

/// One code point read from UTF-8. A byte that begins no code point reads as U+FFFD of length 1.
struct CodePoint {
  char32_t value = 0xFFFD;
  std::size_t size = 1;
};

inline constexpr char32_t kNotACharacter = 0xFFFD;

CodePoint decode_beyond_ascii(std::string_view text, std::size_t at);
inline CodePoint decode_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  return lead < 0x80 ? CodePoint{lead, 1} : decode_beyond_ascii(text, at);
}
/// The code point that ends just before `end` (> 0).
CodePoint decode_before(std::string_view text, std::size_t end);
void append_utf8(char32_t value, std::string& out);

/// Whether a word may begin or end between `at - 1` and `at`: false only inside a word of a spaced script.
bool is_boundary(std::string_view text, std::size_t at);

constexpr bool is_ascii_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_ascii_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_word(char c) { return is_ascii_upper(c) || is_ascii_lower(c) || is_ascii_digit(c) || c == '_'; }
constexpr CharClass ascii_class(char c) {
  if (is_ascii_word(c)) return CharClass::word;
  return static_cast<unsigned char>(c) <= ' ' || c == 0x7F ? CharClass::space : CharClass::punct;
}
CharClass class_beyond_ascii(char32_t value);
inline CharClass char_class(char32_t value) {
  return value < 0x80 ? ascii_class(static_cast<char>(value)) : class_beyond_ascii(value);
}

constexpr char ascii_lower(char c) { return is_ascii_upper(c) ? static_cast<char>(c + 32) : c; }

/// Eight bytes at a time.
bool is_ascii(std::string_view text);

}  // namespace outcry::nlp
