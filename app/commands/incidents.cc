#include <algorithm>
#include <ostream>

#include "app/commands/command.h"
#include "app/commands/incident_store.h"
#include "outputs/fields.h"
#include "outputs/incident_list.h"
#include "outputs/safe_text.h"
#include "outputs/terminal/story.h"

namespace outcry::app {
namespace {

using outputs::harmless;
using outputs::Json;
using outputs::Store;
using outputs::StoredIncident;

struct IncidentsArguments {
  std::string id;
  std::string store;
  std::string service;
  std::string state;
  std::string since;
  std::string until;
  bool fail_if_open = false;
};

/// A time, or nothing when it is not given; complains when it cannot be read.
std::optional<EventTime> time_of(const std::string& option, const std::string& text, bool& wrong, Terminal& terminal) {
  if (text.empty()) return std::nullopt;
  auto time = parse_rfc3339(text);
  if (time) return time;
  terminal.err << "error: " << option << ": '" << harmless(text)
               << "' is no time; write 2026-03-08 or 2026-03-08T19:42:00Z\n";
  wrong = true;
  return std::nullopt;
}

/// The service must be one of the catalog, or one that the store tells of.
bool is_known(const std::string& service, const Setup& setup, const Store& store, Terminal& terminal) {
  auto known = slugs_of(*setup.catalog);
  for (const auto& incident : store.incidents({})) known.push_back(incident.service);
  if (service.empty() || std::ranges::find(known, service) != known.end()) return true;
  terminal.err << "error: --service: " << no_such_service(service, known) << '\n';
  return false;
}

int show_one(const Common& common, const Store& store, const std::string& id, Terminal& terminal) {
  const auto incident = named_incident(store, id, terminal);
  if (!incident) return kFailed;
  const Json json = outputs::shown_incident(incident->json);
  if (common.json) {
    terminal.out << json.dump(2) << '\n';
  } else {
    terminal.out << outputs::terminal::story(json, {.colour = terminal.colour, .columns = terminal.columns});
  }
  return kDone;
}

bool is_over(const StoredIncident& incident) {
  return incident.state == "resolved" || incident.state == "dismissed" || incident.state == "merged";
}

int list(const Common& common, const IncidentsArguments& arguments, const Store& store,
         const outputs::IncidentQuery& query, Terminal& terminal) {
  const auto incidents = store.incidents(query);
  if (common.json) {
    Json out = Json::array();
    for (const auto& incident : incidents) out.push_back(outputs::shown_incident(incident.json));
    terminal.out << out.dump(2) << '\n';
  } else {
    terminal.out << outputs::incident_list(incidents, {.colour = terminal.colour, .columns = terminal.columns});
  }
  const bool open = std::ranges::any_of(incidents, [](const auto& incident) { return !is_over(incident); });
  return arguments.fail_if_open && open ? kOpenIncidents : kDone;
}

int incidents(const Common& common, const IncidentsArguments& arguments, Terminal& terminal) {
  bool wrong = false;
  outputs::IncidentQuery query{.service = arguments.service, .state = arguments.state};
  query.since = time_of("--since", arguments.since, wrong, terminal);
  query.until = time_of("--until", arguments.until, wrong, terminal);
  if (wrong) return kWrongUse;
  const auto setup = prepare(common, terminal);
  if (!setup) return kWrongUse;
  const auto store = open_incident_store(arguments.store, *setup, terminal);
  if (!store) return kFailed;
  if (!is_known(arguments.service, *setup, *store, terminal)) return kWrongUse;
  if (!arguments.id.empty()) return show_one(common, *store, arguments.id, terminal);
  return list(common, arguments, *store, query, terminal);
}

}  // namespace

void add_incidents(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<IncidentsArguments>();
  auto* command = program.add_subcommand("incidents", "List the incidents of a store, or tell one in full");
  command->footer("Examples:\n  outcry incidents\n  outcry incidents netflix-20260322 --json");
  command->add_option("id", arguments->id, "The incident to tell; the beginning of its id is enough");
  command
      ->add_option("--store", arguments->store,
                   "The store (default: that of the configuration, else that of the last replay)")
      ->type_name("FILE");
  command->add_option("--service", arguments->service, "Only of this service")->type_name("SLUG");
  command->add_option("--state", arguments->state, "Only in this state")
      ->check(CLI::IsMember({"suspected", "open", "recovering", "resolved", "dismissed", "merged"}));
  command->add_option("--since", arguments->since, "Only with onset at or after this time")->type_name("TIME");
  command->add_option("--until", arguments->until, "Only with onset before this time")->type_name("TIME");
  command->add_flag("--fail-if-open", arguments->fail_if_open, "Exit with 4 when one of them is not over");
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return incidents(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
