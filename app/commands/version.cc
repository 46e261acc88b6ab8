#include <nlohmann/json.hpp>
#include <ostream>

#include "app/commands/command.h"

namespace outcry::app {

void add_version(CLI::App& program, Common& common, Action& action) {
  auto* command = program.add_subcommand("version", "Print the version");
  command->callback([&] {
    action = [&common](Terminal& terminal) -> int {
      if (common.json) {
        terminal.out << nlohmann::json{{"name", "outcry"}, {"version", OUTCRY_VERSION}}.dump() << '\n';
      } else {
        terminal.out << "outcry " OUTCRY_VERSION "\n";
      }
      return kDone;
    };
  });
}

}  // namespace outcry::app
