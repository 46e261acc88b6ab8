#include "nlp/chars.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace outcry::nlp {
namespace {

struct Range {
  char32_t first, last;
};

constexpr std::array<Range, 14> kDense{{{0x0E00, 0x0EFF},
                                        {0x1000, 0x109F},
                                        {0x1100, 0x11FF},
                                        {0x1780, 0x17FF},
                                        {0x3005, 0x3007},
                                        {0x3040, 0x30FF},
                                        {0x3130, 0x318F},
                                        {0x31F0, 0x31FF},
                                        {0x3400, 0x4DBF},
                                        {0x4E00, 0x9FFF},
                                        {0xAC00, 0xD7AF},
                                        {0xF900, 0xFAFF},
                                        {0xFF66, 0xFFDC},
                                        {0x20000, 0x3FFFF}}};

bool is_dense(char32_t value) {
  return std::ranges::any_of(kDense, [value](Range range) { return value >= range.first && value <= range.last; });
}

CharClass category_class(char32_t value) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(value))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
      return CharClass::word;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
      return CharClass::punct;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
      return CharClass::space;
    default:
      return CharClass::symbol;
  }
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::size_t announced_size(unsigned char lead) {
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};

}  // namespace

CodePoint decode_beyond_ascii(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = announced_size(lead);
  if (size == 0 || at + size > text.size()) return {};
  char32_t value = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_continuation(text[at + i])) return {};
    value = value << 6U | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[size] || value > 0x10FFFF || surrogate) return {};
  return {value, size};
}

CodePoint decode_before(std::string_view text, std::size_t end) {
  std::size_t begin = end - 1;
  while (begin > 0 && end - begin < 4 && is_continuation(text[begin])) --begin;
  const CodePoint read = decode_at(text, begin);
  return begin + read.size == end ? read : CodePoint{};
}

void append_utf8(char32_t value, std::string& out) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(value), bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

CharClass class_beyond_ascii(char32_t value) { return is_dense(value) ? CharClass::dense : category_class(value); }

bool is_boundary(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size()) return true;
  const char before = text[at - 1];
  const char after = text[at];
  if (static_cast<signed char>(before) >= 0 && static_cast<signed char>(after) >= 0)
    return !is_ascii_word(before) || !is_ascii_word(after);
  return char_class(decode_before(text, at).value) != CharClass::word ||
         char_class(decode_at(text, at).value) != CharClass::word;
}

bool is_ascii(std::string_view text) {
  std::uint64_t seen = 0;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, 8);
    seen |= eight;
  }
  for (; at < text.size(); ++at) seen |= static_cast<unsigned char>(text[at]);
  return (seen & 0x8080808080808080ULL) == 0;
}

}  // namespace outcry::nlp
