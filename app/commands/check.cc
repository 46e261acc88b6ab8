#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/check/report.h"
#include "app/commands/command.h"
#include "app/commands/connect.h"
#include "app/commands/delivery.h"
#include "app/commands/flags.h"
#include "app/commands/live_setup.h"

namespace outcry::app {
namespace {

struct CheckArguments {
  std::vector<std::string> slugs;
  bool deny_warnings = false;
  bool connect = false;
};

/// --connect: prints how the sources answer and whether the sinks take an event, into `document` for --json.
int connect(const Common& common, const Setup& setup, nlohmann::ordered_json& document, Terminal& terminal) {
  constexpr std::chrono::seconds kPatience{10};
  const auto client = net::Client::make(net::client_options(process_environment().variable));
  if (!client) {
    return complain(
        {"the system's certificates, or a proxy of the environment, cannot be used: " + client.error().message()},
        terminal);
  }
  const auto connections = try_sources(setup, *client, kPatience);
  document["sources"] = to_json(connections);
  if (!common.json) terminal.out << to_text(connections);
  const auto trials = try_sinks(setup, world_now());
  document["sinks"] = to_json(trials);
  if (!common.json) terminal.out << to_text(trials);
  const bool all_take = std::ranges::all_of(trials, [](const SinkTrial& trial) { return trial.why.empty(); });
  return all_take && std::ranges::all_of(connections, &Connection::ok) ? kDone : kFailed;
}

int check_command(const Common& common, const CheckArguments& arguments, Terminal& terminal) {
  const auto setup = prepare(common, terminal);
  if (!setup) return kWrongUse;
  auto slugs = arguments.slugs;
  for (const auto& slug : slugs) {
    if (setup->catalog->find_service(slug)) continue;
    terminal.err << "error: " << no_such_service(slug, slugs_of(*setup->catalog)) << '\n';
    return kWrongUse;
  }
  if (slugs.empty()) slugs = setup->added;
  const auto classifier = make_classifier(*setup, terminal);
  if (!classifier) return kFailed;
  const auto common_words = CommonWords::load(shipped_catalog());
  const auto judge = slugs.empty() ? Judge{} : judge_of(*classifier);
  const auto report = check(*setup->catalog, common_words, slugs, judge);
  auto document = to_json(report, *setup->catalog);
  if (!common.json) terminal.out << to_text(report, *setup->catalog);
  const int connected = arguments.connect ? connect(common, *setup, document, terminal) : kDone;
  if (common.json) {
    using Json = nlohmann::ordered_json;
    terminal.out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  }
  if (connected != kDone) return connected;
  return arguments.deny_warnings && !report.findings.empty() ? kWarnings : kDone;
}

}  // namespace

void add_check(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<CheckArguments>();
  auto* command = program.add_subcommand("check", "Check configuration and catalog: will a service be recognised?");
  command->footer(
      "Faults in files are told with their place and end with exit code 2. Then the services that\n"
      "--catalog added, or those named, are tried on sentences.\n\n"
      "Examples:\n  outcry check\n  outcry check --catalog my-services.toml\n  outcry check max zoom\n  outcry check "
      "--connect");
  command->add_option("services", arguments->slugs, "Services to try (default: those added with --catalog)");
  command->add_flag("--deny-warnings", arguments->deny_warnings, "Exit with 3 when anything is doubtful");
  command->add_flag("--connect", arguments->connect,
                    "Try the live sources and the sinks too: does each answer, and let us in? Sinks get a test event");
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return check_command(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
