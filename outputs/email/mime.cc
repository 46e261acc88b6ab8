#include "outputs/email/mime.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "outputs/utf8.h"

namespace outcry::outputs::email {
namespace {

constexpr std::size_t kLongestLine = 78;
constexpr std::size_t kLongestQuoted = 76;
constexpr std::string_view kWordBegins = "=?UTF-8?Q?";
constexpr std::string_view kWordEnds = "?=";
constexpr std::size_t kWordRoom = 75 - kWordBegins.size() - kWordEnds.size();

bool is_printable(char c) { return c >= ' ' && c <= '~'; }
bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::string hexadecimal(char c) { return fmt::format("={:02X}", static_cast<unsigned char>(c)); }

/// Of one character, as it stands in an encoded word.
std::string in_a_word(std::string_view character) {
  if (character == " ") return "_";
  std::string out;
  for (const char c : character) out += is_plain(c) ? std::string(1, c) : hexadecimal(c);
  return out;
}

std::string encoded_words(std::string_view text) {
  std::string out(kWordBegins);
  std::size_t room = kWordRoom;
  while (!text.empty()) {
    const auto character = text.substr(0, first_code_point(text).bytes);
    text.remove_prefix(character.size());
    const auto encoded = in_a_word(character);
    if (encoded.size() > room) {
      out.append(kWordEnds).append("\r\n ").append(kWordBegins);
      room = kWordRoom;
    }
    out += encoded;
    room -= encoded.size();
  }
  return out.append(kWordEnds);
}

std::string folded(std::string_view text, std::size_t room) {
  std::string out;
  while (text.size() > room) {
    auto end = text.rfind(' ', room);
    if (end == std::string_view::npos || end == 0) end = text.find(' ', 1);
    if (end == std::string_view::npos) break;
    out.append(text.substr(0, end)).append("\r\n");
    text.remove_prefix(end);
    room = kLongestLine;
  }
  return out.append(text);
}

}  // namespace

std::string text_header(std::string_view name, std::string_view text) {
  const bool is_ascii = std::ranges::all_of(text, is_printable) && text.find("=?") == std::string_view::npos;
  auto out = fmt::format("{}:", name);
  if (!is_ascii) return out.append("\r\n ").append(encoded_words(repaired(text))).append("\r\n");
  const auto room = kLongestLine - out.size();
  return out.append(folded(fmt::format(" {}", text), room)).append("\r\n");
}

std::string list_header(std::string_view name, std::span<const std::string> parts) {
  return fmt::format("{}: {}\r\n", name, fmt::join(parts, ",\r\n "));
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool at_the_end = i + 1 == text.size() || text[i + 1] == '\n';
    const bool stays = is_printable(text[i]) && text[i] != '=' && !(text[i] == ' ' && at_the_end);
    const auto encoded = stays ? std::string(1, text[i]) : hexadecimal(text[i]);
    if (column + encoded.size() + (at_the_end ? 0 : 1) > kLongestQuoted) {
      out += "=\r\n";
      column = 0;
    }
    out += encoded;
    column += encoded.size();
  }
  return out;
}

std::string mail_date(EventTime time) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time))));
}

}  // namespace outcry::outputs::email
