#include "outputs/words.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace outcry::outputs {
namespace {

namespace chrono = std::chrono;

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
constexpr double kDaysInAYear = 365.25;
constexpr double kNeverInYears = 1000;

chrono::sys_days date_of(EventTime time) { return chrono::floor<chrono::days>(time); }

std::string plural(std::string_view noun, double number) {
  return number == 1 ? std::string(noun) : std::string(noun) + "s";
}

/// "once in 12 years" of a time between two alarms, in the largest unit that gives two or more.
std::string once_in(double days) {
  struct Unit {
    std::string_view name;
    double days;
  };
  static constexpr std::array kUnits{Unit{"year", kDaysInAYear}, Unit{"month", kDaysInAYear / 12}, Unit{"day", 1}};
  for (const auto& unit : kUnits) {
    const double number = std::round(days / unit.days);
    if (number >= 2) return fmt::format("once in {} {}", amount(number), plural(unit.name, number));
  }
  return "once a day";
}

}  // namespace

std::string count(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string amount(double number) {
  if (!std::isfinite(number) || std::abs(number) >= 1e15) return "?";
  const double tenth = std::round(number * 10) / 10;
  if (std::abs(tenth) < 5 && tenth != std::round(tenth)) return fmt::format("{:.1f}", tenth);
  if (number > 0 && tenth == 0) return "less than 0.1";
  return number < 0 ? "-" + count(static_cast<std::uint64_t>(std::round(-number)))
                    : count(static_cast<std::uint64_t>(std::round(number)));
}

std::string level(double value) {
  return std::isfinite(value) && std::abs(value) < 99.95 ? fmt::format("{:.1f}", value) : amount(value);
}

std::string times(double factor) {
  if (!std::isfinite(factor) || factor <= 0) return "";
  return factor < 9.95 ? fmt::format("{:.1f}", factor) : amount(factor);
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return count(number) + " " + plural(noun, static_cast<double>(number));
}

std::string how_often(double per_day) {
  if (!std::isfinite(per_day) || per_day * kNeverInYears * kDaysInAYear < 1) return "less than once in 1,000 years";
  if (per_day >= 1.5) return fmt::format("{} times a day", amount(std::round(per_day)));
  return once_in(1 / per_day);
}

std::string clock(EventTime time) {
  const chrono::hh_mm_ss hms(chrono::floor<chrono::seconds>(time - date_of(time)));
  const std::string minutes = fmt::format("{:02}:{:02}", hms.hours().count(), hms.minutes().count());
  return hms.seconds().count() == 0 ? minutes : fmt::format("{}:{:02}", minutes, hms.seconds().count());
}

std::string day(EventTime time) {
  const chrono::year_month_day date(date_of(time));
  return fmt::format("{} {} {}", static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()));
}

std::string weekday_and_day(EventTime time) {
  return fmt::format("{}, {}", kWeekdays[chrono::weekday(date_of(time)).c_encoding()], day(time));
}

std::string stamp(EventTime time) { return format_utc(time).substr(0, 10) + " " + clock(time).substr(0, 5); }

bool same_day(EventTime left, EventTime right) { return date_of(left) == date_of(right); }

}  // namespace outcry::outputs
