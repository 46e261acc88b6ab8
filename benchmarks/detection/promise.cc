// Does the detector keep its promise, and how late is it? Simulated series; two tables, then the bars.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "benchmarks/detection/tables.h"
#include "detect/charts.h"

namespace {

using namespace outcry::benchmarks;

void add_options(CLI::App& program, Effort& effort, bool& is_quick) {
  const auto names = outcry::detect::chart_names();
  auto* quick = program.add_flag("--quick", is_quick, "8 series of 30 days, 40 surges: the order of magnitude");
  program.add_option("--series", effort.series, "series of each noise")->check(CLI::Range(1, 10'000))->excludes(quick);
  program.add_option("--days", effort.days, "days of each series")->check(CLI::Range(15, 3'650))->excludes(quick);
  program.add_option("--surges", effort.surges, "surges of each noise and size")
      ->check(CLI::Range(40, 100'000))
      ->excludes(quick);
  program.add_option("--chart", effort.chart, "the chart that decides")
      ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())));
}

void measure(const Effort& effort) {
  const std::vector<Noise> all = noises();
  fmt::print("Chart {}, {} series of {} days, {} surges; alarms told over alarms asked.\n\n", effort.chart,
             effort.series, effort.days, effort.surges);
  const std::vector<KeptByAsked> kept = false_alarms(all, effort);
  fmt::print("{}\n", promise_table(all, kept));
  std::fflush(stdout);
  const std::vector<DelayRow> timed = delays(all, kept, effort);
  fmt::print("Minutes from the beginning of a surge until it is told, at most {}; 1 = in its first window.\n\n{}\n{}",
             kLongestSurge, delay_table(all, kept, timed), bars(all, timed));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("Measures false alarms and delays of the detector on simulated series.");
  Effort effort;
  bool is_quick = false;
  add_options(program, effort, is_quick);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : 2;
  }
  if (is_quick) effort = {.series = 8, .days = 30, .surges = 40, .chart = effort.chart};
  measure(effort);
  return 0;
}
