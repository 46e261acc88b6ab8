#include "ingest/feeds/dates.h"

#include <algorithm>
#include <string>
#include <vector>

#include "ingest/record/times.h"

namespace outcry::ingest::feeds {
namespace {

constexpr std::size_t kLongest = 64;
constexpr std::string_view kBlanks = " \t\r\n,";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (;;) {
    const auto begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return out;
    text.remove_prefix(begin);
    const auto end = std::min(text.find_first_of(kBlanks), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

/// "nov", "November" as "Nov".
std::string month(std::string text) {
  text.resize(std::min<std::size_t>(text.size(), 3));
  std::ranges::transform(text, text.begin(), lower);
  if (!text.empty()) text[0] = upper(text[0]);
  return text;
}

std::string year(const std::string& text) {
  if (text.size() != 2) return text;
  return (text[0] < '5' ? "20" : "19") + text;
}

/// "9:02" as "09:02:00".
std::string clock_time(std::string text) {
  if (text.size() > 1 && text[1] == ':') text.insert(0, 1, '0');
  if (text.size() == 5) text += ":00";
  return text;
}

/// "+01:00" as "+0100".
std::string zone(std::string text) {
  std::erase(text, ':');
  std::ranges::transform(text, text.begin(), upper);
  return text;
}

}  // namespace

std::optional<EventTime> read_date(std::string_view text) {
  if (text.size() > kLongest) return std::nullopt;
  while (!text.empty() && kBlanks.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (!text.empty() && kBlanks.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  if (text.size() >= 10 && text[4] == '-') return read_time(text);
  auto words = words_of(text);
  if (!words.empty() && is_letter(words[0][0])) words.erase(words.begin());
  if (words.size() < 4 || words.size() > 5 || !is_digit(words[0][0])) return std::nullopt;
  if (words.size() == 4) words.emplace_back("UTC");
  return read_time("Day, " + words[0] + " " + month(words[1]) + " " + year(words[2]) + " " + clock_time(words[3]) +
                   " " + zone(words[4]));
}

}  // namespace outcry::ingest::feeds
