#include "nlp/fold.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "nlp/chars.h"

namespace outcry::nlp {
namespace {

constexpr char32_t kTableEnd = 0x3000;

/// What one code point becomes: at most seven bytes ("..." and ligatures are the longest).
struct Folded {
  std::array<char, 7> bytes{};
  std::uint8_t size = 0;
};

Folded folded_as(std::string_view text) {
  Folded out;
  out.size = static_cast<std::uint8_t>(std::min(text.size(), out.bytes.size()));
  std::copy_n(text.begin(), out.size, out.bytes.begin());
  return out;
}

struct Spelling {
  char32_t from;
  std::string_view to;
};

/// What decomposition does not give.
constexpr std::array<Spelling, 30> kSpellings{
    {{0x00A0, " "},  {0x00AB, "\""}, {0x00BB, "\""},  {0x00B4, "'"},  {0x00DF, "ss"}, {0x1E9E, "ss"},
     {0x00E6, "ae"}, {0x00C6, "Ae"}, {0x0153, "oe"},  {0x0152, "Oe"}, {0x00F8, "o"},  {0x00D8, "O"},
     {0x0111, "d"},  {0x0110, "D"},  {0x0142, "l"},   {0x0141, "L"},  {0x0131, "i"},  {0x0130, "I"},
     {0x02BC, "'"},  {0x2018, "'"},  {0x2019, "'"},   {0x201B, "'"},  {0x2032, "'"},  {0x201C, "\""},
     {0x201D, "\""}, {0x201E, "\""}, {0x2026, "..."}, {0x2028, "\n"}, {0x2029, "\n"}, {0x2044, "/"}}};

bool is_between(char32_t value, char32_t first, char32_t last) { return value >= first && value <= last; }

bool is_dropped_mark(char32_t v) {
  return is_between(v, 0x0300, 0x036F) || is_between(v, 0x0483, 0x0489) || is_between(v, 0x0591, 0x05BD) ||
         v == 0x0640 || is_between(v, 0x064B, 0x065F) || v == 0x0670 || is_between(v, 0x1AB0, 0x1AFF) ||
         is_between(v, 0x1DC0, 0x1DFF) || is_between(v, 0x20D0, 0x20F0);
}

bool is_invisible(char32_t v) {
  return v == 0x00AD || v == 0x061C || is_between(v, 0x200B, 0x200F) || is_between(v, 0x202A, 0x202E) ||
         is_between(v, 0x2060, 0x206F) || is_between(v, 0xFE00, 0xFE0F) || v == 0xFEFF;
}

/// Scripts whose compatibility forms and marks are only dress.
bool is_decomposed(char32_t v) {
  return v < 0x0530 || is_between(v, 0x1D00, 0x1FFF) || is_between(v, 0x2070, 0x209F) ||
         is_between(v, 0x2100, 0x214F) || is_between(v, 0x2460, 0x24FF) || is_between(v, 0x1D400, 0x1D7FF) ||
         is_between(v, 0xFB00, 0xFB06) || is_between(v, 0xFF61, 0xFFDC) || is_between(v, 0x1F130, 0x1F189);
}

void append_lowered(char32_t value, std::string& out) {
  if (value < 0x80) {
    out.push_back(static_cast<char>(value));
    return;
  }
  append_utf8(static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(value))), out);
}

std::string decomposed(char32_t value) {
  std::array<utf8proc_int32_t, 32> parts{};
  int boundary = 0;
  const auto count =
      utf8proc_decompose_char(static_cast<utf8proc_int32_t>(value), parts.data(), parts.size(),
                              static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE), &boundary);
  std::string out;
  for (std::size_t i = 0; count > 0 && i < std::min(static_cast<std::size_t>(count), parts.size()); ++i) {
    const auto part = static_cast<char32_t>(parts[i]);
    if (!is_dropped_mark(part)) append_lowered(part, out);
  }
  return out;
}

Folded computed(char32_t value) {
  if (is_invisible(value) || is_dropped_mark(value)) return {};
  const auto* spelling = std::ranges::find(kSpellings, value, &Spelling::from);
  if (spelling != kSpellings.end()) return folded_as(spelling->to);
  if (is_between(value, 0x2000, 0x200A) || value == 0x202F || value == 0x205F) return folded_as(" ");
  if (is_between(value, 0x2010, 0x2015) || value == 0x2212) return folded_as("-");
  if (is_decomposed(value)) return folded_as(decomposed(value));
  std::string out;
  append_lowered(value, out);
  return folded_as(out);
}

Folded computed_high(char32_t value) {
  if (value == 0x3000) return folded_as(" ");
  if (value == 0x3001) return folded_as(",");
  if (value == 0x3002) return folded_as(".");
  if (is_between(value, 0xFF01, 0xFF5E)) {
    const char ascii = static_cast<char>(value - 0xFEE0);
    return folded_as({&ascii, 1});
  }
  return computed(value);
}

/// Letters of the high planes that always stand for themselves, and fill most of such texts.
bool stands_for_itself(char32_t v) {
  return is_between(v, 0x3003, 0xD7FF) || is_between(v, 0x1F200, 0x10FFFF) || is_between(v, 0xE000, 0xFAFF);
}

std::array<Folded, kTableEnd> make_table() {
  std::array<Folded, kTableEnd> table;
  for (char32_t value = 0; value < kTableEnd; ++value)
    table[value] = value < 0x80 ? Folded{{static_cast<char>(value)}, 1} : computed(value);
  return table;
}

const std::array<Folded, kTableEnd>& table() {
  static const std::array<Folded, kTableEnd> kTable = make_table();
  return kTable;
}

template <class Emit>
void fold_with(std::string_view text, const Emit& emit) {
  const auto& low = table();
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      emit(text.substr(at, 1), at);
      ++at;
      continue;
    }
    const CodePoint read = decode_at(text, at);
    if (read.value == kNotACharacter) {
      emit(" ", at);
    } else if (stands_for_itself(read.value)) {
      emit(text.substr(at, read.size), at);
    } else {
      const Folded folded = read.value < kTableEnd ? low[read.value] : computed_high(read.value);
      emit(std::string_view(folded.bytes.data(), folded.size), at);
    }
    at += read.size;
  }
}

}  // namespace

void fold(std::string_view text, std::string& out) {
  out.clear();
  fold_with(text, [&out](std::string_view bytes, std::size_t) { out.append(bytes); });
}

void fold(std::string_view text, std::string& out, std::vector<std::uint32_t>& origin) {
  out.clear();
  origin.clear();
  fold_with(text, [&](std::string_view bytes, std::size_t at) {
    out.append(bytes);
    origin.insert(origin.end(), bytes.size(), static_cast<std::uint32_t>(at));
  });
  origin.push_back(static_cast<std::uint32_t>(text.size()));
}

std::string folded_lower(std::string_view text) {
  std::string out;
  fold(text, out);
  std::ranges::transform(out, out.begin(), ascii_lower);
  return out;
}

}  // namespace outcry::nlp
