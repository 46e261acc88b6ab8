// The program: reads the command line and hands over to a command.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "app/commands/command.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

constexpr const char* kDescription =
    "outcry listens to what people post and tells outages: what is failing, where and how hard, since when.\n"
    "Start with:  outcry replay ARCHIVE.jsonl.zst   or   outcry explain \"netflix is down in texas again\"";

std::size_t columns_of(int file) {
  winsize size{};
  if (::ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

Terminal terminal_of(const Common& common) {
  const bool out = ::isatty(STDOUT_FILENO) != 0;
  const char* no_colour = std::getenv("NO_COLOR");
  const bool plain = common.no_colour || (no_colour != nullptr && *no_colour != '\0');
  return {.out = std::cout,
          .err = std::cerr,
          .out_is_terminal = out,
          .err_is_terminal = ::isatty(STDERR_FILENO) != 0,
          .colour = out && !plain,
          .columns = columns_of(out ? STDOUT_FILENO : STDERR_FILENO)};
}

/// "there is no command 'replya'; did you mean 'replay'?", or "" when the command is a known one.
std::string unknown_command(CLI::App& program, int argc, char** argv) {
  std::vector<std::string> known;
  for (const auto* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    known.push_back(command->get_name());
  }
  if (argc < 2 || argv[1][0] == '-' || std::ranges::find(known, argv[1]) != known.end()) return "";
  const std::string hint = did_you_mean(argv[1], known);
  return "there is no command '" + std::string(argv[1]) + "'" + (hint.empty() ? "" : "; " + hint);
}

/// What the command line says comes back in messages.
void print_harmless(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) std::cerr << outputs::harmless(line) << '\n';
}

/// "outcry help replay" is "outcry replay --help".
std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> out(argv + 1, argv + argc);
  if (out.empty() || out.front() != "help") return out;
  out.erase(out.begin());
  out.resize(std::min<std::size_t>(out.size(), 1));
  out.emplace_back("--help");
  return out;
}

int run(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  CLI::App program{kDescription, "outcry"};
  program.get_formatter()->column_width(36);
  program.require_subcommand(1);
  program.fallthrough();
  program.set_help_all_flag("--help-all", "Help for all commands");
  program.set_version_flag("--version", "outcry " OUTCRY_VERSION);
  Common common;
  program.add_option("-c,--config", common.config, "Configuration file (default: built in; see docs/configuration.md)")
      ->type_name("FILE");
  program.add_option("--catalog", common.catalog, "Services and symptoms of your own, added to the shipped catalog")
      ->type_name("FILE|DIR")
      ->take_last()
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  program.add_flag("--json", common.json, "Print JSON instead of text");
  program.add_flag("--no-colour,--no-color", common.no_colour, "No colours, even on a terminal");
  Action action;
  add_run(program, common, action);
  add_status(program, common, action);
  add_tap(program, common, action);
  add_record(program, common, action);
  add_replay(program, common, action);
  add_explain(program, common, action);
  add_incidents(program, common, action);
  add_report(program, common, action);
  add_check(program, common, action);
  add_simulate(program, common, action);
  add_evaluate(program, common, action);
  add_classify(program, common, action);
  add_train(program, common, action);
  add_score(program, common, action);
  add_topics(program, common, action);
  add_version(program, common, action);
  try {
    auto words = words_of(argc, argv);
    std::ranges::reverse(words);
    program.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error) == 0 ? kDone : kWrongUse;
    const std::string unknown = unknown_command(program, argc, argv);
    std::ostringstream told;
    if (unknown.empty()) {
      program.exit(error, told, told);
    } else {
      told << "error: " << unknown << '\n';
    }
    print_harmless(told.str());
    return kWrongUse;
  }
  Terminal terminal = terminal_of(common);
  const int code = action(terminal);
  std::cout.flush();
  return std::cout.good() ? code : static_cast<int>(kFailed);
}

}  // namespace
}  // namespace outcry::app

int main(int argc, char** argv) { return outcry::app::run(argc, argv); }
