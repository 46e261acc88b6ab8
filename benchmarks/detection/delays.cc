#include "benchmarks/detection/delays.h"

#include <cstdint>
#include <string>

#include "benchmarks/detection/listener.h"
#include "benchmarks/detection/optimum.h"
#include "benchmarks/detection/workers.h"

namespace outcry::benchmarks {
namespace {

constexpr std::int64_t kLearningDays = 15;
constexpr std::int64_t kMostQuiet = 6 * 60;
constexpr std::size_t kSeries = 40;
/// Apart from the series of the false alarms.
constexpr std::size_t kFirstSeries = 100'000;

struct Task {
  Noise noise;
  std::size_t number = 0;  ///< of the noise
  std::size_t asked = 0;
  KeptByAsked kept;
};

/// A surge in each series.
using Batch = std::array<Surge, kSeries>;

/// The next count of each series; none once its surge is over.
std::array<std::uint32_t, kSeries> counts_at(const Batch& batch, std::size_t i) {
  std::array<std::uint32_t, kSeries> out{};
  for (std::size_t k = 0; k < kSeries; ++k)
    if (i < batch[k].counts.size()) out[k] = batch[k].counts[i];
  return out;
}

void learn(const Task& task, Listener& listener) {
  std::vector<Counts> counts;
  for (std::size_t k = 0; k < kSeries; ++k) counts.emplace_back(task.noise, Random(task.number, kFirstSeries + k));
  std::array<std::uint32_t, kSeries> x{};
  while (listener.minute() < kLearningDays * kDayMinutes || listener.is_alarmed()) {
    for (std::size_t k = 0; k < kSeries; ++k) x[k] = counts[k].next();
    listener.hear(x);
  }
}

Surge drawn(const Noise& noise, double times, std::int64_t minute, Random random) {
  const std::int64_t quiet = random.below((noise.is_cyclic ? kDayMinutes : kMostQuiet) + 1);
  Surge out{minute, static_cast<std::size_t>(quiet), {}};
  Counts counts(noise, random, minute);
  while (out.counts.size() < out.quiet + kLongestSurge)
    out.counts.push_back(counts.next(out.counts.size() < out.quiet ? 1 : times));
  return out;
}

/// What was told of a surge so far, and in which of its windows.
struct Heard {
  bool is_spoilt = false;  ///< an alarm before it
  std::size_t suspected = 0;
  std::size_t opened = 0;

  bool is_over(const Surge& surge, std::size_t i) const { return is_spoilt || opened > 0 || i >= surge.counts.size(); }
  void hear(const Surge& surge, std::size_t i, const Listener::Told& told) {
    if (i < surge.quiet) {
      is_spoilt = told.is_alarm();
      return;
    }
    const std::size_t delay = i - surge.quiet + 1;
    if (suspected == 0 && (told.is_suspected || told.is_alarm())) suspected = delay;
    if (told.is_alarm()) opened = delay;
  }
};

std::array<Heard, kSeries> heard(const Batch& batch, Listener& listener) {
  std::array<Heard, kSeries> out{};
  bool is_over = false;
  for (std::size_t i = 0; !is_over; ++i) {
    for (std::size_t k = 0; k < kSeries; ++k)
      if (i == batch[k].quiet && listener.is_alarmed(k)) out[k].suspected = 1;
    const auto told = listener.hear(counts_at(batch, i));
    is_over = true;
    for (std::size_t k = 0; k < kSeries; ++k) {
      if (out[k].is_over(batch[k], i)) continue;
      out[k].hear(batch[k], i, told[k]);
      is_over = false;
    }
  }
  return out;
}

Batch drawn(const Task& task, std::size_t t, std::size_t round, std::int64_t minute) {
  Batch out;
  for (std::size_t k = 0; k < kSeries; ++k)
    out[k] = drawn(task.noise, kTimes[t], minute, Random(task.number, kFirstSeries + k, round + 1, t));
  return out;
}

std::array<DelayCell, kTimes.size()> cells_of(const Task& task, const Effort& effort) {
  const double asked_days = kAskedDays[task.asked];
  Listener listener(kSeries, asked_days, effort.chart);
  learn(task, listener);
  const std::string learnt = listener.snapshot();
  const std::int64_t minute = listener.minute();
  std::array<DelayCell, kTimes.size()> out;
  for (std::size_t t = 0; t < kTimes.size(); ++t) {
    const Optimum optimum(task.noise, kTimes[t], task.kept[task.asked].run_length(asked_days));
    for (std::size_t round = 0; round < static_cast<std::size_t>(effort.surges) / kSeries; ++round) {
      const Batch batch = drawn(task, t, round, minute);
      listener.restore(learnt, minute);
      const auto told = heard(batch, listener);
      for (std::size_t k = 0; k < kSeries; ++k)
        if (!told[k].is_spoilt) out[t].add(told[k].opened, told[k].suspected, optimum.delay(batch[k]));
    }
  }
  return out;
}

std::vector<Task> tasks_of(const std::vector<Noise>& noises, const std::vector<KeptByAsked>& kept) {
  std::vector<Task> out;
  for (std::size_t i = 0; i < noises.size(); ++i)
    for (std::size_t asked = 0; noises[i].is_timed && asked < kAskedDays.size(); ++asked)
      out.push_back({noises[i], i, asked, kept[i]});
  return out;
}

}  // namespace

void Delays::add(std::size_t delay) {
  surges += 1;
  sum += static_cast<double>(delay == 0 ? kLongestSurge : delay);
  late += delay == 0 || delay > kSoon ? 1 : 0;
  missed += delay == 0 ? 1 : 0;
}

void DelayCell::add(std::size_t of_opened, std::size_t of_suspected, std::size_t of_optimum) {
  opened.add(of_opened);
  suspected.add(of_suspected);
  optimum.add(of_optimum);
}

std::vector<DelayRow> delays(const std::vector<Noise>& noises, const std::vector<KeptByAsked>& kept,
                             const Effort& effort) {
  const std::vector<Task> tasks = tasks_of(noises, kept);
  std::vector<DelayRow> out(noises.size());
  in_two_threads(tasks.size(), [&](std::size_t i) {
    const auto cells = cells_of(tasks[i], effort);
    for (std::size_t t = 0; t < kTimes.size(); ++t) out[tasks[i].number][t][tasks[i].asked] = cells[t];
  });
  return out;
}

}  // namespace outcry::benchmarks
