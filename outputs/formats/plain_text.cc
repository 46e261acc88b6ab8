#include "outputs/formats/plain_text.h"

#include <utf8proc.h>

#include "outputs/utf8.h"

namespace outcry::outputs::formats {
namespace {

constexpr std::string_view kEllipsis = "\u2026";

bool between(char32_t c, char32_t first, char32_t last) { return first <= c && c <= last; }

bool is_space(char32_t c) {
  return c == ' ' || between(c, '\t', '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 || between(c, 0x2000, 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_left_out(char32_t c) {
  const bool control = c < 0x20 || between(c, 0x7F, 0x9F);
  const bool turns_direction = between(c, 0x202A, 0x202E) || between(c, 0x2066, 0x2069);
  const bool noncharacter = between(c, 0xFDD0, 0xFDEF) || (c & 0xFFFEU) == 0xFFFE;
  return control || turns_direction || noncharacter || c == 0xFEFF;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool space_before = true;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    text.remove_prefix(point.bytes);
    if (is_space(point.value)) {
      if (!space_before) out += ' ';
      space_before = true;
    } else if (!is_left_out(point.value)) {
      append_utf8(out, point.value);
      space_before = false;
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string_view first_character(std::string_view text) {
  CodePoint point = first_code_point(text);
  std::size_t end = point.bytes;
  utf8proc_int32_t state = 0;
  while (end < text.size()) {
    const CodePoint next = first_code_point(text.substr(end));
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(point.value),
                                         static_cast<utf8proc_int32_t>(next.value), &state) != 0) {
      break;
    }
    end += next.bytes;
    point = next;
  }
  return text.substr(0, end);
}

std::string shortened(std::string_view text, std::size_t most) {
  std::size_t last = 0;
  std::size_t end = 0;
  for (std::size_t characters = 0; characters < most && end < text.size(); ++characters) {
    last = end;
    end += first_character(text.substr(end)).size();
  }
  if (end == text.size()) return std::string(text);
  return std::string(text.substr(0, last)).append(kEllipsis);
}

}  // namespace outcry::outputs::formats
