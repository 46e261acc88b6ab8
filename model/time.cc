#include "model/time.h"

#include <cstdio>

namespace outcry {
namespace {

using namespace std::chrono;

/// Exactly `n` digits at `at`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t n) {
  if (at + n > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + n; ++i) {
    const unsigned digit = static_cast<unsigned char>(text[i]) - unsigned{'0'};
    if (digit > 9) return std::nullopt;
    value = value * 10 + static_cast<int>(digit);
  }
  return value;
}

std::optional<sys_days> parse_date(std::string_view text) {
  const auto y = digits(text, 0, 4);
  const auto m = digits(text, 5, 2);
  const auto d = digits(text, 8, 2);
  if (!y || !m || !d || text[4] != '-' || text[7] != '-' || *y < 1970 || *y > 2262) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date};
}

/// Reads ".123456789" into microseconds and drops it from `rest`; digits past the sixth are cut.
microseconds take_fraction(std::string_view& rest) {
  if (rest.empty() || (rest[0] != '.' && rest[0] != ',')) return {};
  rest.remove_prefix(1);
  std::int64_t value = 0;
  std::int64_t scale = 1'000'000;
  while (!rest.empty() && rest[0] >= '0' && rest[0] <= '9') {
    if (scale > 1) {
      value = value * 10 + (rest[0] - '0');
      scale /= 10;
    }
    rest.remove_prefix(1);
  }
  return microseconds{value * scale};
}

std::optional<minutes> parse_zone(std::string_view zone) {
  if (zone.empty() || zone == "Z" || zone == "z" || zone == " UTC") return minutes{0};
  const char sign = zone[0];
  if (sign != '+' && sign != '-') return std::nullopt;
  const auto h = digits(zone, 1, 2);
  const bool colon = zone.size() > 3 && zone[3] == ':';
  const auto m = zone.size() == 3 ? std::optional{0} : digits(zone, colon ? 4 : 3, 2);
  const std::size_t length = zone.size() == 3 ? 3U : (colon ? 6U : 5U);
  if (!h || !m || zone.size() != length || *h > 23 || *m > 59) return std::nullopt;
  const minutes offset = hours{*h} + minutes{*m};
  return sign == '-' ? -offset : offset;
}

}  // namespace

Window window_at(EventTime time, seconds length) {
  const auto since = time.time_since_epoch();
  auto index = since / microseconds{length};
  if (since < microseconds{0} && since % microseconds{length} != microseconds{0}) --index;
  const EventTime begin{microseconds{length} * index};
  return {begin, begin + length};
}

std::string format_utc(EventTime time) {
  const auto whole_days = floor<days>(time);
  const year_month_day date{whole_days};
  const hh_mm_ss clock{time - whole_days};
  const auto micros = static_cast<int>(clock.subseconds().count());
  char out[48];
  const int n = std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                              static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                              static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                              static_cast<int>(clock.seconds().count()));
  std::string text(out, static_cast<std::size_t>(n));
  if (micros != 0) {
    const int m = micros % 1000 == 0 ? std::snprintf(out, sizeof out, ".%03d", micros / 1000)
                                     : std::snprintf(out, sizeof out, ".%06d", micros);
    text.append(out, static_cast<std::size_t>(m));
  }
  return text + "Z";
}

std::optional<EventTime> parse_rfc3339(std::string_view text) {
  const auto date = text.size() >= 10 ? parse_date(text) : std::nullopt;
  if (!date) return std::nullopt;
  if (text.size() == 10) return EventTime{*date};
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  const auto h = digits(text, 11, 2);
  const auto m = digits(text, 14, 2);
  if (!h || !m || text.size() < 16 || text[13] != ':' || *h > 23 || *m > 59) return std::nullopt;
  std::string_view rest = text.substr(16);
  int s = 0;
  if (!rest.empty() && rest[0] == ':') {
    const auto parsed = digits(rest, 1, 2);
    if (!parsed || *parsed > 60) return std::nullopt;
    s = *parsed;
    rest.remove_prefix(3);
  }
  const microseconds fraction = take_fraction(rest);
  const auto zone = parse_zone(rest);
  if (!zone) return std::nullopt;
  return EventTime{*date} + hours{*h} + minutes{*m} + seconds{s} + fraction - *zone;
}

std::string format_duration(microseconds duration) {
  if (duration < microseconds{0}) return "-" + format_duration(-duration);
  const auto total = duration_cast<seconds>(duration).count();
  if (total < 60) return std::to_string(total) + " s";
  if (total < 3600) return std::to_string(total / 60) + " min";
  const bool in_hours = total < 2 * 86400;
  const auto major = in_hours ? total / 3600 : total / 86400;
  const auto minor = in_hours ? total % 3600 / 60 : total % 86400 / 3600;
  std::string out = std::to_string(major) + (in_hours ? " h" : " d");
  if (minor != 0) out += " " + std::to_string(minor) + (in_hours ? " min" : " h");
  return out;
}

}  // namespace outcry
