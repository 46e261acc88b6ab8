#include "outputs/report/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "outputs/safe_text.h"
#include "outputs/xml_text.h"

namespace outcry::outputs::report {
namespace {

constexpr std::size_t kLongestLink = 2048;
constexpr std::string_view kSpecial = "\\`*_[]<>&|~!$^{}";

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool ends_a_marker(std::string_view text, std::size_t at) { return at + 1 >= text.size() || text[at + 1] == ' '; }

/// Where a line would become a heading, a list, or a rule: "# a", "- a", "---", "12. a", "3) a".
std::size_t block_marker(std::string_view text) {
  if (text.empty()) return std::string_view::npos;
  if (text[0] == '#' || text[0] == '=') return 0;
  if (text[0] == '-' || text[0] == '+')
    return ends_a_marker(text, 0) || text[1] == text[0] ? 0 : std::string_view::npos;
  const auto digits = static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
  const bool is_list = digits != 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')') &&
                       ends_a_marker(text, digits);
  return is_list ? digits : std::string_view::npos;
}

/// "https://", "//host", "mailto:", "www." and "host.name" become links in many readers without any mark.
bool begins_a_bare_link(std::string_view text, std::size_t at) {
  const char before = at == 0 ? ' ' : text[at - 1];
  const char after = at + 1 == text.size() ? ' ' : text[at + 1];
  if (text[at] == ':') return is_letter(before) && after != ' ';
  if (text[at] == '/') return before == '/';
  if (text[at] != '.') return false;
  return (is_letter(before) && is_letter(after)) || (at >= 3 && lowered(text.substr(at - 3, 3)) == "www");
}

bool is_host(std::string_view host) {
  const auto colon = host.find(':');
  if (colon != std::string_view::npos && !std::ranges::all_of(host.substr(colon + 1), is_digit)) return false;
  const auto name = host.substr(0, colon);
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; });
}

bool stays_in_a_link(char c) {
  static constexpr std::string_view kPlain = "-._~:/?#@!$&*+,;=%";
  return is_letter(c) || is_digit(c) || kPlain.find(c) != std::string_view::npos;
}

}  // namespace

std::string html_escaped(std::string_view text) { return xml_text(harmless(text)); }

std::string markdown_escaped(std::string_view text) {
  const std::string safe = harmless(text);
  const std::size_t marker = block_marker(safe);
  std::string out;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    if (safe[i] == '@') {
      const std::size_t end = std::min(safe.find_first_not_of('@', i), safe.size());
      out += fmt::format("`{}`", safe.substr(i, end - i));
      i = end - 1;
      continue;
    }
    const bool special = kSpecial.find(safe[i]) != std::string_view::npos || i == marker || begins_a_bare_link(safe, i);
    if (special) out += '\\';
    out += safe[i];
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  const std::string safe = harmless(text);
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char c : safe) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fmt::format("{}text\n{}\n{}\n", fence, safe, fence);
}

std::string safe_link(std::string_view link) {
  if (link.size() > kLongestLink) return "";
  const auto scheme = link.find("://");
  if (scheme == std::string_view::npos) return "";
  const std::string name = lowered(link.substr(0, scheme));
  if (name != "https" && name != "http") return "";
  const std::string_view rest = link.substr(scheme + 3);
  if (!is_host(rest.substr(0, rest.find_first_of("/?#")))) return "";
  std::string out = name + "://";
  for (const char c : rest) {
    out += stays_in_a_link(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace outcry::outputs::report
