#include "net/retry_after.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace outcry::net {
namespace {

using std::chrono::seconds;
using Now = std::chrono::system_clock::time_point;

constexpr seconds kLongest = std::chrono::hours(24);
/// Beyond this a number is a date (9 September 2001 in seconds since 1970), no span.
constexpr std::int64_t kFirstDate = 1'000'000'000;

seconds bounded(std::int64_t count) { return seconds(std::clamp<std::int64_t>(count, 0, kLongest.count())); }

std::int64_t unix_seconds(Now now) { return std::chrono::floor<seconds>(now).time_since_epoch().count(); }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Digits only; what does not fit is the largest there is.
std::optional<std::int64_t> whole_number(std::string_view text) {
  if (!all_digits(text)) return {};
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc::result_out_of_range ? INT64_MAX : value;
}

std::optional<std::int64_t> date(std::string_view text, const char* form) {
  const std::string copy(text);
  std::tm parts{};
  const char* end = ::strptime(copy.c_str(), form, &parts);
  if (end == nullptr || *end != '\0') return {};
  return ::timegm(&parts);
}

std::optional<std::int64_t> http_date(std::string_view text) {
  for (const auto* form : {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"}) {
    if (const auto at = date(text, form)) return at;
  }
  return {};
}

/// "2026-11-29T08:45:00Z", with or without a fraction.
std::optional<std::int64_t> iso_date(std::string_view text) {
  if (!text.ends_with('Z')) return {};
  text.remove_suffix(1);
  const auto point = text.find('.');
  if (point != std::string_view::npos && !all_digits(text.substr(point + 1))) return {};
  return date(text.substr(0, point), "%Y-%m-%dT%H:%M:%S");
}

}  // namespace

std::optional<seconds> retry_after(std::string_view value, Now now) {
  value = trimmed(value);
  if (const auto span = whole_number(value)) return bounded(*span);
  if (const auto at = http_date(value)) return bounded(*at - unix_seconds(now));
  return {};
}

std::optional<seconds> rate_limit_reset(std::string_view value, Now now) {
  value = trimmed(value);
  if (const auto at = iso_date(value)) return bounded(*at - unix_seconds(now));
  const auto point = value.find('.');
  if (point != std::string_view::npos && !all_digits(value.substr(point + 1))) return {};
  const auto number = whole_number(value.substr(0, point));
  if (!number) return {};
  if (*number >= kFirstDate) return bounded(*number - unix_seconds(now));
  return bounded(*number + (point == std::string_view::npos ? 0 : 1));
}

}  // namespace outcry::net
