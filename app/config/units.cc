#include "app/config/units.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace outcry::app {
namespace {

constexpr double kMsPerDay = 86'400'000;
constexpr double kMaxMs = 1000 * 366 * kMsPerDay;

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Takes a number without sign or exponent off the front.
std::optional<double> take_number(std::string_view& text) {
  const std::size_t length = std::min(text.find_first_not_of("0123456789."), text.size());
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + length, value, std::chars_format::fixed);
  if (error != std::errc{} || end != text.data() + length) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

/// Takes the letters off the front, after blanks.
std::string take_word(std::string_view& text) {
  text = trim(text);
  std::string word;
  while (!text.empty() && ((text.front() | 0x20) >= 'a' && (text.front() | 0x20) <= 'z')) {
    word += text.front();
    text.remove_prefix(1);
  }
  text = trim(text);
  return word;
}

std::string lower(std::string word) {
  for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return word;
}

/// "M" alone is not taken: months, minutes and mega quarrel over it.
std::optional<double> milliseconds_in(const std::string& unit) {
  using Row = std::pair<std::string_view, double>;
  static constexpr std::array kUnits{Row{"ms", 1},
                                     Row{"s", 1e3},
                                     Row{"sec", 1e3},
                                     Row{"secs", 1e3},
                                     Row{"second", 1e3},
                                     Row{"seconds", 1e3},
                                     Row{"m", 6e4},
                                     Row{"min", 6e4},
                                     Row{"mins", 6e4},
                                     Row{"minute", 6e4},
                                     Row{"minutes", 6e4},
                                     Row{"h", 3.6e6},
                                     Row{"hr", 3.6e6},
                                     Row{"hrs", 3.6e6},
                                     Row{"hour", 3.6e6},
                                     Row{"hours", 3.6e6},
                                     Row{"d", kMsPerDay},
                                     Row{"day", kMsPerDay},
                                     Row{"days", kMsPerDay},
                                     Row{"w", 7 * kMsPerDay},
                                     Row{"week", 7 * kMsPerDay},
                                     Row{"weeks", 7 * kMsPerDay},
                                     Row{"year", 365 * kMsPerDay},
                                     Row{"years", 365 * kMsPerDay}};
  for (const auto& [name, size] : kUnits) {
    if (name == unit) return size;
  }
  return std::nullopt;
}

std::optional<double> bytes_in(const std::string& unit) {
  static constexpr std::string_view kLetters = "kmgt";
  if (unit.empty() || unit == "b") return 1;
  const std::size_t power = kLetters.find(unit.front());
  if (power == std::string_view::npos) return std::nullopt;
  const std::string_view rest = std::string_view(unit).substr(1);
  if (rest == "b") return std::pow(1000.0, power + 1);
  if (rest == "ib" || rest == "i") return std::pow(1024.0, power + 1);
  return std::nullopt;
}

/// What follows "per": "day", "90 days".
std::optional<double> take_period_days(std::string_view& text) {
  text = trim(text);
  double count = 1;
  if (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    count = *number;
  }
  const auto unit = milliseconds_in(lower(take_word(text)));
  if (!unit || count <= 0) return std::nullopt;
  return count * *unit / kMsPerDay;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  text = trim(text);
  if (text == "0") return std::chrono::milliseconds(0);
  double total = 0;
  do {
    const auto number = take_number(text);
    const auto unit = milliseconds_in(lower(take_word(text)));
    if (!number || !unit) return std::nullopt;
    total += *number * *unit;
  } while (!text.empty() && total <= kMaxMs);
  if (total > kMaxMs) return std::nullopt;
  return std::chrono::milliseconds(std::llround(total));
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  text = trim(text);
  const auto number = take_number(text);
  const auto unit = bytes_in(lower(take_word(text)));
  if (!number || !unit || !text.empty()) return std::nullopt;
  const double bytes = *number * *unit;
  if (bytes >= 9.2e18 || bytes != std::floor(bytes)) return std::nullopt;
  return static_cast<std::uint64_t>(bytes);
}

std::optional<double> parse_rate_per_day(std::string_view text) {
  text = trim(text);
  const auto count = take_number(text);
  if (!count) return std::nullopt;
  text = trim(text);
  if (text.starts_with('/')) {
    text.remove_prefix(1);
  } else if (lower(take_word(text)) != "per") {
    return std::nullopt;
  }
  const auto days = take_period_days(text);
  if (!days || !text.empty()) return std::nullopt;
  return *count / *days;
}

std::string format_exact(std::chrono::milliseconds duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "0s";
  if (rest < 120'000 && rest % 1000 == 0) return fmt::format("{}s", rest / 1000);
  std::string out;
  const auto part = [&](std::int64_t size, std::string_view unit) {
    if (rest < size) return;
    out += fmt::format("{}{}{}", out.empty() ? "" : " ", rest / size, unit);
    rest %= size;
  };
  if (rest % 86'400'000 == 0 && rest > 86'400'000) part(86'400'000, "d");
  part(3'600'000, "h");
  part(60'000, "min");
  part(1000, "s");
  part(1, "ms");
  return out;
}

std::string format_exact_bytes(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  while (bytes >= 1024 && bytes % 1024 == 0 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{}{}", bytes, kUnits[unit]);
}

std::string format_rate_per_day(double per_day) {
  if (per_day >= 1 || per_day <= 0) return fmt::format("{:.6g} per day", per_day);
  return fmt::format("1 per {:.6g} days", 1 / per_day);
}

}  // namespace outcry::app
