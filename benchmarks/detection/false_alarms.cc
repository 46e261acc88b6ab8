#include "benchmarks/detection/false_alarms.h"

#include <algorithm>
#include <cmath>

#include "benchmarks/detection/listener.h"
#include "benchmarks/detection/workers.h"

namespace outcry::benchmarks {
namespace {

constexpr std::int64_t kYoungDays = 14;

struct Alarms {
  double young = 0;
  double later = 0;
};

std::vector<Alarms> alarms_of(const Noise& noise, std::size_t number, double asked_days, const Effort& effort) {
  const auto n = static_cast<std::size_t>(effort.series);
  std::vector<Counts> counts;
  for (std::size_t i = 0; i < n; ++i) counts.emplace_back(noise, Random(number, i));
  Listener listener(n, asked_days, effort.chart);
  std::vector<std::uint32_t> x(n);
  std::vector<Alarms> out(n);
  while (listener.minute() < effort.days * kDayMinutes) {
    const bool is_young = listener.minute() < kYoungDays * kDayMinutes;
    for (std::size_t i = 0; i < n; ++i) x[i] = counts[i].next();
    const auto told = listener.hear(x);
    for (std::size_t i = 0; i < n; ++i)
      if (told[i].is_opened) (is_young ? out[i].young : out[i].later) += 1;
  }
  return out;
}

}  // namespace

void AlarmCount::add(double alarms, double over_days) {
  told += alarms;
  squares += alarms * alarms;
  days += over_days;
  series += 1;
}

double AlarmCount::error(double asked_days) const {
  if (told == 0) return asked_days / days;
  if (series < 2) return ratio(asked_days);
  const double mean = told / series;
  const double variance = std::max(0.0, squares / series - mean * mean) * series / (series - 1);
  return std::sqrt(variance * series) * asked_days / days;
}

double PromiseKept::run_length(double asked_days) const {
  return (later.told > 0 ? later.days / later.told : asked_days) * static_cast<double>(kDayMinutes);
}

std::vector<KeptByAsked> false_alarms(const std::vector<Noise>& noises, const Effort& effort) {
  constexpr std::size_t kAsked = kAskedDays.size();
  std::vector<KeptByAsked> out(noises.size());
  in_two_threads(noises.size() * kAsked, [&](std::size_t task) {
    const std::size_t noise = task / kAsked;
    const std::size_t asked = task % kAsked;
    PromiseKept& kept = out[noise][asked];
    for (const Alarms& alarms : alarms_of(noises[noise], noise, kAskedDays[asked], effort)) {
      kept.young.add(alarms.young, static_cast<double>(kYoungDays));
      kept.later.add(alarms.later, static_cast<double>(effort.days - kYoungDays));
    }
  });
  return out;
}

}  // namespace outcry::benchmarks
