#include "app/simulate/simulate.h"

#include <fmt/format.h>

#include <ostream>

#include "app/commands/command.h"
#include "app/replay/progress.h"

namespace outcry::app {
namespace {

struct SimulateArguments {
  simulate::SimulateOptions options;
  std::string progress = "auto";
};

double share(const simulate::SimulateProgress& at) {
  if (at.end <= at.start) return 1;
  return std::chrono::duration<double>(at.reached - at.start) / std::chrono::duration<double>(at.end - at.start);
}

int run_simulate(const Common& common, const SimulateArguments& arguments, Terminal& terminal) {
  const bool bar = arguments.progress == "bar" || (arguments.progress == "auto" && terminal.err_is_terminal);
  const auto on_progress = [&](const simulate::SimulateProgress& at) {
    if (bar) {
      terminal.err << fmt::format("\r\x1b[2Ksimulated until {} ({:.0f} %), {} posts", format_utc(at.reached),
                                  share(at) * 100, short_count(static_cast<double>(at.posts)))
                   << std::flush;
    }
    return true;
  };
  const auto outcome = simulate::run(arguments.options, on_progress);
  if (bar) terminal.err << "\r\x1b[2K" << std::flush;
  if (!outcome.faults.empty()) {
    terminal.err << render(outcome.faults);
    return kWrongUse;
  }
  if (!outcome.ok()) {
    terminal.err << "error: " << outcome.error << '\n';
    return kFailed;
  }
  if (common.json && arguments.options.archive != "-") {
    terminal.out << outcome.truth.dump(2) << '\n';
  } else {
    terminal.err << fmt::format("wrote {} posts ({} before packing) to {}\n", outcome.posts, short_bytes(outcome.bytes),
                                arguments.options.archive);
  }
  return kDone;
}

}  // namespace

void add_simulate(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<SimulateArguments>();
  auto& options = arguments->options;
  auto* command = program.add_subcommand("simulate", "Write an archive of realistic posts with planted outages");
  command->footer(
      "Example:\n  outcry simulate samples/netflix-sunday.toml -o test.jsonl.zst --truth truth.json\n"
      "The same scenario and seed give the same bytes. samples/README.md explains scenarios.");
  command->add_option("scenario", options.scenario, "Scenario file (TOML)")->required()->type_name("FILE");
  command->add_option("-o,--output", options.archive, "Archive to write; .zst and .gz are packed, - is standard output")
      ->type_name("FILE")
      ->capture_default_str();
  command->add_option("--format", options.format, "Record format")
      ->check(CLI::IsMember(simulate::format_names()))
      ->capture_default_str();
  command->add_option("--truth", options.truth, "Where to write what was planted, for 'evaluate'")->type_name("FILE");
  command->add_option("--seed", options.seed, "Instead of the scenario's seed")->type_name("N");
  command->add_option("--level", options.level, "Level of zstd")->check(CLI::Range(1, 19))->capture_default_str();
  command->add_option("--progress", arguments->progress, "auto, bar or none")
      ->check(CLI::IsMember({"auto", "bar", "none"}))
      ->capture_default_str();
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return run_simulate(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
