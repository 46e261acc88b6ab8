#include "benchmarks/detection/tables.h"

#include <fmt/format.h>

namespace outcry::benchmarks {
namespace {

constexpr double kMostRatio = 1.3;
constexpr double kRatioFrom = 0.5;
constexpr double kSoonFrom = 2;
constexpr double kSoonTimes = 3;

std::string alarms(const AlarmCount& count, double asked_days) {
  return fmt::format("{:.2f} ± {:.2f}", count.ratio(asked_days), count.error(asked_days));
}

std::string run_length(const PromiseKept& kept, double asked_days) {
  return fmt::format("{}{:.0f} d", kept.later.told > 0 ? "" : "asked ",
                     kept.run_length(asked_days) / static_cast<double>(kDayMinutes));
}

double percent(double part, double whole) { return 100 * part / whole; }

std::string cells(const DelayCell& cell, const PromiseKept& kept, double asked_days) {
  return fmt::format(" {:.2f} ({:.2f}) | {:.2f} at {} | {:.2f} | {:.0f}, {:.0f} ({:.0f}, {:.0f}) |", cell.opened.mean(),
                     cell.suspected.mean(), cell.optimum.mean(), run_length(kept, asked_days), cell.ratio(),
                     percent(cell.opened.late, cell.opened.surges), percent(cell.opened.missed, cell.opened.surges),
                     percent(cell.optimum.late, cell.optimum.surges),
                     percent(cell.optimum.missed, cell.optimum.surges));
}

std::string place(const Noise& noise, double times, double asked_days) {
  return fmt::format("{} {}/min x{} at 1 per {} d", noise.name, noise.mean, times, asked_days);
}

template <class F>
void each_cell(const std::vector<Noise>& noises, const std::vector<DelayRow>& delays, F&& f) {
  for (std::size_t i = 0; i < noises.size(); ++i)
    for (std::size_t t = 0; noises[i].is_timed && t < kTimes.size(); ++t)
      for (std::size_t asked = 0; asked < kAskedDays.size(); ++asked)
        f(noises[i], kTimes[t], kAskedDays[asked], delays[i][t][asked]);
}

}  // namespace

std::string promise_table(const std::vector<Noise>& noises, const std::vector<KeptByAsked>& kept) {
  std::string out = "| noise | reporters/min |";
  for (const double days : kAskedDays) out += fmt::format(" 1 per {} d: days 0 to 14 | from day 14 on |", days);
  out += "\n| --- | --- | --- | --- | --- | --- |\n";
  for (std::size_t i = 0; i < noises.size(); ++i) {
    out += fmt::format("| {} | {} |", noises[i].name, noises[i].mean);
    for (std::size_t asked = 0; asked < kAskedDays.size(); ++asked)
      out += fmt::format(" {} | {} |", alarms(kept[i][asked].young, kAskedDays[asked]),
                         alarms(kept[i][asked].later, kAskedDays[asked]));
    out += '\n';
  }
  return out;
}

std::string delay_table(const std::vector<Noise>& noises, const std::vector<KeptByAsked>& kept,
                        const std::vector<DelayRow>& delays) {
  std::string out = "| noise | reporters/min | surge |";
  for (const double days : kAskedDays)
    out += fmt::format(" 1 per {} d: opened (suspected), min | optimum | ratio | % missed in {}, {} min (optimum) |",
                       days, kSoon, kLongestSurge);
  out += "\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
  for (std::size_t i = 0; i < noises.size(); ++i) {
    for (std::size_t t = 0; noises[i].is_timed && t < kTimes.size(); ++t) {
      out += fmt::format("| {} | {} | x{} |", noises[i].name, noises[i].mean, kTimes[t]);
      for (std::size_t asked = 0; asked < kAskedDays.size(); ++asked)
        out += cells(delays[i][t][asked], kept[i][asked], kAskedDays[asked]);
      out += '\n';
    }
  }
  return out;
}

std::string bars(const std::vector<Noise>& noises, const std::vector<DelayRow>& delays) {
  int n = 0;
  std::string slow;
  std::string late;
  int n_slow = 0;
  each_cell(noises, delays, [&](const Noise& noise, double times, double asked_days, const DelayCell& cell) {
    if (noise.mean >= kRatioFrom) {
      ++n;
      if (cell.ratio() > kMostRatio) {
        ++n_slow;
        slow += fmt::format("- {}: {:.2f}\n", place(noise, times, asked_days), cell.ratio());
      }
    }
    if (noise.mean >= kSoonFrom && times == kSoonTimes && cell.opened.late > 0)
      late +=
          fmt::format("- {}: {:.1f} % (optimum {:.1f} %)\n", place(noise, times, asked_days),
                      percent(cell.opened.late, cell.opened.surges), percent(cell.optimum.late, cell.optimum.surges));
  });
  return fmt::format(
      "From {} a minute up at most {} times the optimum's delay: {} of {} cells.\n{}"
      "From {} a minute up every x{} surge told within {} minutes: {}\n{}",
      kRatioFrom, kMostRatio, n - n_slow, n, slow, kSoonFrom, kSoonTimes, kSoon, late.empty() ? "yes." : "not in",
      late);
}

}  // namespace outcry::benchmarks
