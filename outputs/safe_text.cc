#include "outputs/safe_text.h"

#include <utf8proc.h>

#include "outputs/utf8.h"

namespace outcry::outputs {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kControlPictures = 0x2400;
constexpr char32_t kDeletePicture = 0x2421;
constexpr char32_t kJoiner = 0x200D;
constexpr int kMarksOnOneLetter = 2;

bool between(char32_t c, char32_t first, char32_t last) { return first <= c && c <= last; }

bool is_space(char32_t c) {
  return c == ' ' || between(c, '\t', '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 || between(c, 0x2000, 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool turns_direction(char32_t c) {
  return between(c, 0x202A, 0x202E) || between(c, 0x2066, 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

/// Soft hyphens, zero-width spaces, tags, byte order marks; but emoji need their joiner.
bool is_invisible(char32_t c) { return c != kJoiner && category(c) == UTF8PROC_CATEGORY_CF; }

bool is_mark(char32_t c) {
  const auto kind = category(c);
  return (kind == UTF8PROC_CATEGORY_MN || kind == UTF8PROC_CATEGORY_ME) && !between(c, 0xFE00, 0xFE0F);
}

bool means_nothing_here(char32_t c) {
  const auto kind = category(c);
  return between(c, 0x80, 0x9F) || kind == UTF8PROC_CATEGORY_CO || kind == UTF8PROC_CATEGORY_CN;
}

char32_t shown(char32_t c) {
  if (c < 0x20) return kControlPictures + c;
  if (c == 0x7F) return kDeletePicture;
  if (turns_direction(c) || means_nothing_here(c)) return kReplacement;
  return c;
}

}  // namespace

std::string harmless(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool space_before = true;
  int marks = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    text.remove_prefix(point.bytes);
    if (is_space(point.value)) {
      if (!space_before) out += ' ';
      space_before = true;
      continue;
    }
    marks = is_mark(point.value) ? marks + 1 : 0;
    const char32_t c = shown(point.value);
    if (marks > kMarksOnOneLetter || is_invisible(c)) continue;
    append_utf8(out, c);
    space_before = false;
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace outcry::outputs
