#include "app/config/diagnostics.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <map>

namespace outcry::app {
namespace {

constexpr std::size_t kMaxListed = 24;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; }

/// Length of the character that begins here; 0 when it is no UTF-8 or a control character.
std::size_t visible_length(std::string_view text) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  utf8proc_int32_t c = 0;
  const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &c);
  if (length <= 0) return 0;
  const auto category = utf8proc_category(c);
  const bool hidden = category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF;
  return hidden ? 0 : static_cast<std::size_t>(length);
}

/// What a terminal may be shown of a foreign text.
std::string visible(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = visible_length(text);
    if (length > 0)
      out += text.substr(0, length);
    else
      out += text.front() == '\t' ? ' ' : '?';
    text.remove_prefix(std::max<std::size_t>(length, 1));
    while (length == 0 && !text.empty() && continues_character(text.front())) text.remove_prefix(1);
  }
  return out;
}

/// "https://user:secret@host" without the secret.
std::string without_passwords(std::string text) {
  for (auto begin = text.find("://"); begin != std::string::npos; begin = text.find("://", begin + 3)) {
    const auto end = std::min(text.find_first_of("/ \t'\"", begin + 3), text.size());
    const auto at = text.substr(begin, end - begin).rfind('@');
    const auto colon = text.find(':', begin + 3);
    if (at != std::string::npos && colon < begin + at) text.replace(colon + 1, begin + at - colon - 1, "***");
  }
  return text;
}

/// "https://host/secret" without what may be secret in it: addresses of chats are.
std::string without_paths(std::string text) {
  for (auto begin = text.find("://"); begin != std::string::npos; begin = text.find("://", begin + 3)) {
    const auto path = std::min(text.find_first_of("/?# \t'\"", begin + 3), text.size());
    if (path == text.size() || (text[path] != '/' && text[path] != '?' && text[path] != '#')) continue;
    const auto end = std::min(text.find_first_of(" \t'\"", path), text.size());
    if (end > path + 1) text.replace(path, end - path, "/***");
  }
  return text;
}

/// What stands before the column.
std::string part_before(std::string_view line, std::size_t column) {
  std::size_t end = 0;
  for (std::size_t left = column - 1; left > 0 && end < line.size(); --left) {
    ++end;
    while (end < line.size() && continues_character(line[end])) ++end;
  }
  return std::string(line.substr(0, end));
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continues_character(c); }));
}

struct Masked {
  std::string line;
  std::size_t column = 0;  ///< 1-based; 0 = none
};

/// The line without secrets, and where the column is then.
Masked masked(std::string_view line, std::size_t column) {
  const auto mask = [](std::string text) { return without_paths(without_passwords(std::move(text))); };
  Masked out{.line = mask(std::string(line)), .column = column};
  if (column > 0 && out.line != line) out.column = characters(mask(part_before(line, column))) + 1;
  return out;
}

struct Cut {
  std::string text;
  std::size_t column = 0;  ///< of the caret, 1-based
};

/// At most kWidth characters of the line, with the column in sight.
Cut cut_to_width(std::string_view line, std::size_t column) {
  constexpr std::size_t kWidth = 100;
  std::vector<std::string_view> characters;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t end = i + 1;
    while (end < line.size() && continues_character(line[end])) ++end;
    characters.push_back(line.substr(i, end - i));
    i = end;
  }
  const std::size_t wanted = column == 0 ? 0 : column - 1;
  const std::size_t first = wanted < kWidth * 3 / 4 ? 0 : wanted - kWidth / 2;
  Cut cut;
  for (std::size_t i = first; i < std::min(characters.size(), first + kWidth); ++i) cut.text += characters[i];
  cut.column = wanted - first + 1;
  if (first > 0) {
    cut.text.insert(0, "...");
    cut.column += 3;
  }
  if (characters.size() > first + kWidth) cut.text += "...";
  return cut;
}

std::string place_of(const Diagnostic& d) {
  std::string place = visible(d.file);
  if (d.line > 0) place += fmt::format(":{}", d.line);
  if (d.line > 0 && d.column > 0) place += fmt::format(":{}", d.column);
  return place.empty() ? place : place + ": ";
}

/// Edit distance with swaps of neighbours (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t change = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({change, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

/// `_`, `-`, blanks and case are what people mix up first.
std::string plain(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (c == '_' || c == '-' || c == ' ') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics, [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::string render(const Diagnostic& d) {
  std::string out = place_of(d);
  out += d.severity == Severity::error ? "error: " : "warning: ";
  out += without_passwords(visible(d.message));
  if (!d.hint.empty()) out += "; " + visible(d.hint);
  if (d.line == 0 || d.excerpt.empty()) return out;
  const auto shown = masked(visible(d.excerpt), d.column);
  const Cut cut = cut_to_width(shown.line, shown.column);
  out += fmt::format("\n{:>5} | {}", d.line, cut.text);
  if (d.column > 0) out += fmt::format("\n      | {}^", std::string(cut.column - 1, ' '));
  return out;
}

std::string render(const Diagnostics& diagnostics) {
  if (diagnostics.empty()) return "";
  Diagnostics sorted = diagnostics;
  sort(sorted);
  std::string out;
  for (const auto& diagnostic : sorted) out += render(diagnostic) + "\n";
  const auto errors = static_cast<std::size_t>(
      std::ranges::count_if(sorted, [](const Diagnostic& d) { return d.severity == Severity::error; }));
  const auto count = [](std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
  };
  const std::size_t warnings = sorted.size() - errors;
  if (errors > 0) out += count(errors, "error");
  if (errors > 0 && warnings > 0) out += ", ";
  if (warnings > 0) out += count(warnings, "warning");
  return out + "\n";
}

void sort(Diagnostics& diagnostics) {
  std::map<std::string, std::size_t> order;
  for (const auto& d : diagnostics) order.try_emplace(d.file, order.size());
  std::ranges::stable_sort(diagnostics, {},
                           [&](const Diagnostic& d) { return std::tuple(order.at(d.file), d.line, d.column); });
}

std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& known) {
  constexpr std::size_t kLongest = 64;
  if (wrong.empty() || wrong.size() > kLongest) return std::nullopt;
  const std::string meant = plain(wrong);
  const std::string* best = nullptr;
  std::size_t best_distance = std::max<std::size_t>(1, wrong.size() / 3) + 1;
  for (const auto& word : known) {
    if (word.size() > kLongest) continue;
    const std::size_t d = distance(meant, plain(word));
    if (d >= best_distance || d >= word.size()) continue;
    best = &word;
    best_distance = d;
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known) {
  if (const auto near = nearest(wrong, known)) return fmt::format("did you mean '{}'?", *near);
  if (known.empty() || known.size() > kMaxListed) return "";
  return fmt::format("known {}: {}", known.size() == 1 ? "is" : "are", fmt::join(known, ", "));
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

}  // namespace outcry::app
