// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/noise.h"

#include <chrono>
#include <cmath>
#include <map>
#include <numeric>

namespace outcry::simulate {

namespace {

constexpr double kLn2 = 0.693147180559945309417232121458;

Cycle normalized(Cycle cycle) {
  const double hours = std::accumulate(cycle.hours.begin(), cycle.hours.end(), 0.0) / 24;
  const double days = std::accumulate(cycle.days.begin(), cycle.days.end(), 0.0) / 7;
  for (auto& hour : cycle.hours) hour /= hours;
  for (auto& day : cycle.days) day /= days;
  return cycle;
}

const std::map<std::string, Cycle, std::less<>>& cycles() {
  static const std::map<std::string, Cycle, std::less<>> table{
      {"awake",
       normalized({{34, 22, 15, 11, 10, 13, 24, 45, 62, 72, 78, 83, 90, 90, 86, 84, 86, 92, 100, 106, 110, 106, 88, 58},
                   {96, 103, 103, 102, 102, 100, 94}})},
      {"evening",
       normalized({{42, 24, 14, 8, 6, 7, 12, 20, 27, 34, 40, 45, 50, 52, 54, 58, 66, 80, 102, 128, 142, 138, 112, 72},
                   {122, 90, 88, 89, 92, 104, 115}})},
      {"office",
       normalized({{10, 7, 5, 4, 5, 9, 24, 58, 105, 140, 148, 140, 118, 132, 142, 134, 112, 78, 46, 34, 30, 27, 22, 15},
                   {28, 125, 132, 130, 124, 112, 32}})},
      {"flat",
       normalized({{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 1}})},
  };
  return table;
}

/// Straight lines between the middles of the hours, so that no hour begins with a jump.
double at_hour(const std::array<double, 24>& hours, double hour) {
  const double shifted = hour + 23.5;
  const auto before = static_cast<std::size_t>(shifted);
  const double part = shifted - static_cast<double>(before);
  return hours[before % 24] * (1 - part) + hours[(before + 1) % 24] * part;
}

double in_zone(const Cycle& cycle, double offset_hours, EventTime time) {
  using namespace std::chrono;
  const auto local = time + seconds{static_cast<std::int64_t>(offset_hours * 3600)};
  const auto midnight = floor<days>(local);
  const double hour = static_cast<double>(duration_cast<seconds>(local - midnight).count()) / 3600;
  return at_hour(cycle.hours, hour) * cycle.days[weekday{midnight}.c_encoding()];
}

}  // namespace

const Cycle* find_cycle(std::string_view name) {
  const auto found = cycles().find(name);
  return found == cycles().end() ? nullptr : &found->second;
}

const std::vector<std::string>& cycle_names() {
  static const std::vector<std::string> names{"awake", "evening", "office", "flat"};
  return names;
}

double activity(const Cycle& cycle, const std::vector<TimeZone>& zones, EventTime time) {
  double sum = 0;
  double shares = 0;
  for (const auto& zone : zones) {
    sum += zone.share * in_zone(cycle, zone.utc_offset_hours, time);
    shares += zone.share;
  }
  return shares > 0 ? sum / shares : in_zone(cycle, 0, time);
}

RateStream::RateStream(double per_minute, Noise noise, Random& random)
    : per_minute_(per_minute),
      noise_(noise),
      keep_(noise.half_life_minutes > 0 ? portable_exp(-kLn2 / noise.half_life_minutes) : 0),
      log_rate_(noise.sd * random.normal()),
      random_(&random) {}

std::uint32_t RateStream::next(double activity) {
  log_rate_ = keep_ * log_rate_ + noise_.sd * std::sqrt(1 - keep_ * keep_) * random_->normal();
  const double bursty = portable_exp(log_rate_ - noise_.sd * noise_.sd / 2);
  return random_->negative_binomial(per_minute_ * activity * bursty, noise_.size);
}

}  // namespace outcry::simulate
