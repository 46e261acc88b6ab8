#include "ingest/record/times.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace outcry::ingest {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct ZoneName {
  std::string_view name;
  minutes offset;
};
constexpr std::array<ZoneName, 20> kZones{{
    {"UTC", 0h},   {"GMT", 0h},  {"UT", 0h},   {"Z", 0h},    {"PDT", -7h}, {"PST", -8h},  {"MDT", -6h},
    {"MST", -7h},  {"CDT", -5h}, {"CST", -6h}, {"EDT", -4h}, {"EST", -5h}, {"AKDT", -8h}, {"AKST", -9h},
    {"HST", -10h}, {"BST", 1h},  {"CET", 1h},  {"CEST", 2h}, {"EET", 2h},  {"EEST", 3h},
}};

constexpr std::int64_t kLastSecond = 9'223'372'036;  // in the year 2262, as far as parse_rfc3339 goes

std::string_view next_word(std::string_view& text) {
  const auto begin = std::min(text.find_first_not_of(' '), text.size());
  const auto end = std::min(text.find(' ', begin), text.size());
  const auto word = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return word;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<minutes> zone(std::string_view text) {
  if (text.size() == 5 && (text[0] == '+' || text[0] == '-')) {
    const auto hhmm = number(text.substr(1));
    if (!hhmm || *hhmm % 100 > 59 || *hhmm > 2359) return std::nullopt;
    const minutes offset{*hhmm / 100 * 60 + *hhmm % 100};
    return text[0] == '-' ? -offset : offset;
  }
  const auto found = std::ranges::find(kZones, text, &ZoneName::name);
  if (found == kZones.end()) return std::nullopt;
  return found->offset;
}

std::optional<seconds> clock_time(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto h = number(text.substr(0, 2));
  const auto m = number(text.substr(3, 2));
  const auto s = number(text.substr(6, 2));
  if (!h || !m || !s || *h > 23 || *m > 59 || *s > 60) return std::nullopt;
  return hours{*h} + minutes{*m} + seconds{*s};
}

std::optional<sys_days> date(std::string_view y, std::string_view month_name, std::string_view d) {
  const auto month_at = std::ranges::find(kMonths, month_name);
  const auto year_number = number(y);
  const auto day_number = number(d);
  if (month_at == kMonths.end() || !year_number || !day_number) return std::nullopt;
  if (*year_number < 1970 || *year_number > 2262) return std::nullopt;
  const month m{static_cast<unsigned>(month_at - kMonths.begin()) + 1};
  const year_month_day whole{year{*year_number}, m, day{static_cast<unsigned>(*day_number)}};
  if (!whole.ok()) return std::nullopt;
  return sys_days{whole};
}

std::optional<EventTime> joined(std::optional<sys_days> on, std::optional<seconds> at, std::optional<minutes> offset) {
  if (!on || !at || !offset) return std::nullopt;
  return EventTime{*on} + *at - *offset;
}

/// "Mon Nov 23 14:02:03 +0000 2020" and "Mon, 23 Nov 2020 14:02:03 GMT".
std::optional<EventTime> read_words(std::string_view text) {
  std::array<std::string_view, 6> words;
  for (auto& word : words) word = next_word(text);
  if (words[5].empty() || !next_word(text).empty()) return std::nullopt;
  if (words[0].ends_with(',')) return joined(date(words[3], words[2], words[1]), clock_time(words[4]), zone(words[5]));
  return joined(date(words[5], words[1], words[2]), clock_time(words[3]), zone(words[4]));
}

std::optional<EventTime> read_number(std::string_view text) {
  std::int64_t whole = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, whole);
  if (error == std::errc{} && rest == end) return epoch_time(whole);
  double value = 0;
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc{} || stop != end || !(value >= 0) || value > 9e18) return std::nullopt;
  if (value >= 1e11) return epoch_time(static_cast<std::int64_t>(value));
  if (value > static_cast<double>(kLastSecond)) return std::nullopt;
  return EventTime{microseconds{std::llround(value * 1e6)}};
}

/// "2015-02-24 11:35:52 -0800": a blank before the offset.
std::optional<EventTime> read_spaced_zone(std::string_view text) {
  const auto blank = text.rfind(' ');
  if (blank == std::string_view::npos || blank < 16 || text.size() > 64) return std::nullopt;
  const auto offset = zone(text.substr(blank + 1));
  const auto local = parse_rfc3339(text.substr(0, blank));
  if (!offset || !local) return std::nullopt;
  return *local - *offset;
}

/// Two digits, or a number beyond 99.
unsigned two(const char* text) {
  const unsigned tens = static_cast<unsigned char>(text[0]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(text[1]) - unsigned{'0'};
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}

/// Exactly "2026-11-23T14:02:03Z" or with three digits "2026-11-23T14:02:03.123Z": what nearly all posts carry.
std::optional<EventTime> read_usual(std::string_view text) {
  const char* const t = text.data();
  const bool millis = text.size() == 24;
  if ((!millis && text.size() != 20) || text.back() != 'Z' || (millis && t[19] != '.')) return std::nullopt;
  if (t[4] != '-' || t[7] != '-' || t[10] != 'T' || t[13] != ':' || t[16] != ':') return std::nullopt;
  const unsigned century = two(t);
  const unsigned y = century * 100 + two(t + 2);
  const unsigned h = two(t + 11);
  const unsigned m = two(t + 14);
  const unsigned s = two(t + 17);
  const unsigned tenths = millis ? two(t + 20) : 0;
  const unsigned thousandths = millis ? static_cast<unsigned char>(t[22]) - unsigned{'0'} : 0;
  if (y < 1970 || y > 2262 || two(t + 2) > 99 || h > 23 || m > 59 || s > 59 || tenths > 99 || thousandths > 9)
    return {};
  const year_month_day on{year{static_cast<int>(y)}, month{two(t + 5)}, day{two(t + 8)}};
  if (!on.ok()) return std::nullopt;
  return EventTime{sys_days{on}} + hours{h} + minutes{m} + seconds{s} + milliseconds{tenths * 10 + thousandths};
}

}  // namespace

std::optional<EventTime> epoch_time(std::int64_t value) {
  if (value < 0) return std::nullopt;
  microseconds since{};
  if (value < 100'000'000'000) {
    since = seconds{value};
  } else if (value < 100'000'000'000'000) {
    since = milliseconds{value};
  } else {
    since = microseconds{value < 100'000'000'000'000'000 ? value : value / 1000};
  }
  if (since > seconds{kLastSecond}) return std::nullopt;
  return EventTime{since};
}

std::optional<EventTime> read_time(std::string_view text) {
  if (const auto usual = read_usual(text)) return usual;
  if (text.size() >= 10 && text[4] == '-') {
    if (const auto time = parse_rfc3339(text)) return time;
    return read_spaced_zone(text);
  }
  if (!text.empty() && text[0] >= '0' && text[0] <= '9') return read_number(text);
  return read_words(text);
}

}  // namespace outcry::ingest
