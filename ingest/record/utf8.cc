#include "ingest/record/utf8.h"

#include <algorithm>

namespace outcry::ingest {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Length of the well-formed character beyond ASCII at the beginning of `text`, 0 when there is none.
std::size_t multibyte(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  return std::ranges::all_of(text.substr(1, length - 1), is_continuation) ? length : 0;
}

}  // namespace

bool has_multibyte_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80 && multibyte(text.substr(i)) != 0) return true;
  }
  return false;
}

bool looks_latin1(std::string_view text) {
  const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return !ascii && !has_multibyte_utf8(text);
}

}  // namespace outcry::ingest
