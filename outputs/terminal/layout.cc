#include "outputs/terminal/layout.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "outputs/utf8.h"

namespace outcry::outputs::terminal {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::string_view kFullBlock = "█";
constexpr std::array<std::string_view, 8> kEighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

std::size_t width_of(char32_t c) {
  return static_cast<std::size_t>(std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(c))));
}

/// The longest beginning that takes at most `columns`, and at least one code point.
std::string_view beginning(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  std::size_t taken = 0;
  while (bytes < text.size()) {
    const CodePoint point = first_code_point(text.substr(bytes));
    taken += width_of(point.value);
    if (taken > columns && bytes != 0) break;
    bytes += point.bytes;
  }
  return text.substr(0, bytes);
}

std::string spaces(std::size_t used, std::size_t columns) {
  return std::string(columns > used ? columns - used : 0, ' ');
}

}  // namespace

std::size_t width(std::string_view text) {
  std::size_t out = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    out += width_of(point.value);
    text.remove_prefix(point.bytes);
  }
  return out;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (used != 0 && used + 1 + width(word) > columns) {
      lines.emplace_back();
      used = 0;
    } else if (used != 0) {
      lines.back() += ' ';
      ++used;
    }
    while (used + width(word) > columns) {
      const std::string_view part = beginning(word, columns);
      if (part.size() == word.size()) break;
      lines.back() += part;
      lines.emplace_back();
      word.remove_prefix(part.size());
    }
    lines.back() += word;
    used += width(word);
  }
  return lines;
}

std::string shortened(std::string_view text, std::size_t columns) {
  if (width(text) <= columns) return std::string(text);
  std::string out(beginning(text, columns - 1));
  while (out.ends_with(' ')) out.pop_back();
  return out.append(kEllipsis);
}

std::string left(std::string_view text, std::size_t columns) {
  return std::string(text) + spaces(width(text), columns);
}

std::string right(std::string_view text, std::size_t columns) {
  return spaces(width(text), columns) + std::string(text);
}

std::string bar(double share, std::size_t columns) {
  if (!(share > 0) || columns == 0) return spaces(0, columns);
  const double exact = std::min(share, 1.0) * 8 * static_cast<double>(columns);
  const auto eighths = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(exact)));
  std::string out;
  for (std::size_t i = 0; i < eighths / 8; ++i) out += kFullBlock;
  out += kEighths[eighths % 8];
  return left(out, columns);
}

}  // namespace outcry::outputs::terminal
