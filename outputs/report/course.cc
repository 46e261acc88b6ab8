#include "outputs/report/course.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "outputs/words.h"

namespace outcry::outputs::report {
namespace {

namespace chrono = std::chrono;
using chrono::seconds;

constexpr std::array<std::int64_t, 13> kRoundSeconds{60,   120,   300,   600,   900,   1800,  3600,
                                                     7200, 10800, 21600, 43200, 86400, 172800};

/// Empty when it cannot be.
std::optional<double> possible(const std::optional<double>& number) {
  if (!number || !std::isfinite(*number) || *number < 0) return std::nullopt;
  return number;
}

EventTime end_of(const Step& step) { return step.begin + step.length; }

seconds round_length(const std::vector<Step>& course, std::size_t most) {
  const auto span = chrono::ceil<seconds>(end_of(course.back()) - course.front().begin).count();
  for (const auto length : kRoundSeconds) {
    if (length >= course.front().length.count() && span / length + 2 <= static_cast<std::int64_t>(most)) {
      return seconds(length);
    }
  }
  std::int64_t length = std::max(kRoundSeconds.back(), course.front().length.count());
  while (span / length + 2 > static_cast<std::int64_t>(std::max<std::size_t>(most, 3))) length *= 2;
  return seconds(length);
}

/// Several steps put together; not empty.
Step together(std::span<const Step> steps) {
  Step out{.begin = steps.front().begin, .heard = 0};
  EventTime end = out.begin;
  double length = 0;
  double squares = -1;
  for (const auto& step : steps) {
    const auto its_length = static_cast<double>(step.length.count());
    end = std::max(end, end_of(step));
    length += its_length;
    if (step.observed) out.observed = out.observed.value_or(0) + *step.observed;
    if (step.observed) out.heard += step.heard * its_length;
    if (step.expected) out.expected = out.expected.value_or(0) + *step.expected;
    if (step.expected && step.high) squares = std::max(squares, 0.0) + std::pow(*step.high - *step.expected, 2);
  }
  out.length = chrono::ceil<seconds>(end - out.begin);
  out.heard = std::clamp(out.heard / length, 0.0, 1.0);
  if (squares >= 0) out.high = out.expected.value_or(0) + std::sqrt(squares);
  return out;
}

}  // namespace

std::vector<Step> ordered(std::vector<Step> course) {
  std::erase_if(course, [](const Step& step) { return step.length <= seconds{0}; });
  for (auto& step : course) {
    step.observed = possible(step.observed);
    step.expected = possible(step.expected);
    step.high = possible(step.high);
    step.heard = std::isfinite(step.heard) ? std::clamp(step.heard, 0.0, 1.0) : 0;
  }
  std::ranges::stable_sort(course, {}, &Step::begin);
  return course;
}

std::vector<Step> coarser(const std::vector<Step>& course, std::size_t most) {
  if (course.size() <= most) return course;
  const seconds length = round_length(course, most);
  std::vector<Step> out;
  for (auto first = course.begin(); first != course.end();) {
    const EventTime bin = window_at(first->begin, length).begin;
    const auto last =
        std::find_if(first, course.end(), [&](const Step& step) { return window_at(step.begin, length).begin != bin; });
    out.push_back(together({first, last}));
    first = last;
  }
  return out;
}

Listening listening(const std::vector<Step>& course, EventTime from, EventTime to) {
  double told = 0;
  double heard = 0;
  for (const auto& step : course) {
    const auto within = std::min(end_of(step), to) - std::max(step.begin, from);
    if (within <= chrono::microseconds{0}) continue;
    const double length = chrono::duration<double>(within).count();
    told += length;
    heard += length * step.heard;
  }
  return {seconds(std::llround(told)), seconds(std::llround(told - heard))};
}

std::vector<Mark> marks(const KeyTimes& times) {
  std::vector<Mark> out;
  const auto add = [&](const std::optional<EventTime>& at, const char* label, const char* kind) {
    if (at) out.push_back({*at, std::string(label) + " " + clock(*at).substr(0, 5), kind});
  };
  add(times.onset, "onset", "onset");
  add(times.alarm, "alarm", "open");
  add(times.official, "official word", "official");
  add(times.recovering, "recovering", "recovering");
  add(times.resolved, "resolved", "resolved");
  std::ranges::stable_sort(out, {}, &Mark::at);
  return out;
}

}  // namespace outcry::outputs::report
