#include "outputs/report/axis.h"

#include <array>
#include <chrono>
#include <cmath>

#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

using std::chrono::seconds;

constexpr std::array<std::int64_t, 13> kTickSeconds{60,    300,   600,   900,   1800,   3600,  7200,
                                                    10800, 21600, 43200, 86400, 172800, 604800};

double number_step(double most, std::size_t ticks) {
  for (double power = 1;; power *= 10) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (std::ceil(most / (factor * power)) <= static_cast<double>(ticks)) return factor * power;
    }
  }
}

seconds time_step(seconds span, std::size_t ticks) {
  const auto most = static_cast<std::int64_t>(ticks);
  for (const auto step : kTickSeconds) {
    if (span.count() / step < most) return seconds(step);
  }
  std::int64_t step = kTickSeconds.back();
  while (span.count() / step >= most) step *= 2;
  return seconds(step);
}

/// "22 Nov" of "22 November 2026"
std::string short_day(EventTime at) {
  const std::string date = day(at);
  return date.substr(0, date.find(' ') + 4);
}

}  // namespace

std::vector<double> number_ticks(double most, std::size_t ticks) {
  const double step = number_step(most, ticks);
  std::vector<double> out{0};
  do {
    out.push_back(out.back() + step);
  } while (out.back() < most);
  return out;
}

std::vector<TimeTick> time_ticks(EventTime from, EventTime to, std::size_t ticks) {
  const seconds step = time_step(std::chrono::floor<seconds>(to - from), ticks);
  EventTime at = window_at(from, step).begin;
  if (at < from) at += step;
  std::vector<TimeTick> out;
  for (; at <= to; at += step) {
    const bool day_begins = at == std::chrono::floor<std::chrono::days>(at);
    out.push_back({at, day_begins ? short_day(at) : clock(at)});
  }
  return out;
}

}  // namespace outcry::outputs::report
