#include "app/config/forms.h"

#include <utf8proc.h>

#include <algorithm>

namespace outcry::app {
namespace {

constexpr std::size_t kMaxSlugLetters = 64;

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool is_apostrophe(std::int32_t c) {
  return c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 || c == 0x02bc || c == 0xb4;
}
bool is_space(std::int32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0 || c == 0x3000; }

}  // namespace

bool is_slug(std::string_view text) {
  return !text.empty() && text.size() <= kMaxSlugLetters && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

std::string slug_like(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const char low = is_capital(c) ? static_cast<char>(c | 0x20) : c;
    if (is_lower_or_digit(low))
      out += low;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  out = out.substr(0, kMaxSlugLetters);
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "my-service" : out;
}

bool is_country(std::string_view code) { return code.size() == 2 && std::ranges::all_of(code, is_capital); }

bool is_region_code(std::string_view code) {
  if (is_country(code)) return true;
  return code.size() >= 4 && code.size() <= 6 && code[2] == '-' && is_country(code.substr(0, 2)) &&
         std::ranges::all_of(code.substr(3), [](char c) { return is_capital(c) || (c >= '0' && c <= '9'); });
}

std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string without_prefix(std::string text, char prefix) {
  if (text.starts_with(prefix)) text.erase(0, 1);
  return text;
}

std::string normal_phrase(const std::string& text) {
  std::string out;
  bool space = false;
  const auto* data = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = static_cast<utf8proc_ssize_t>(text.size());
  for (utf8proc_ssize_t i = 0; i < size;) {
    utf8proc_int32_t c = data[i];
    const auto length = c < 0x80 ? 1 : utf8proc_iterate(data + i, size - i, &c);
    i += length > 0 ? length : 1;
    if (length <= 0 || is_apostrophe(c)) continue;
    if (is_space(c)) {
      space = !out.empty();
      continue;
    }
    if (space) out += ' ';
    space = false;
    utf8proc_uint8_t encoded[4];
    const auto bytes = utf8proc_encode_char(utf8proc_tolower(c), encoded);
    out.append(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(bytes));
  }
  return out;
}

}  // namespace outcry::app
