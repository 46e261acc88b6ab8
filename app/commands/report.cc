#include "outputs/report/report.h"

#include <fstream>
#include <ostream>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/commands/incident_store.h"
#include "outputs/web/incident_view.h"

namespace outcry::app {
namespace {

using outputs::Json;

struct ReportArguments {
  std::string id;
  std::string store;
  std::string format;
  std::string out;
};

/// By the ending of the file when nothing else is said; Markdown on a terminal.
std::string form_of(const ReportArguments& arguments, const Common& common) {
  if (!arguments.format.empty()) return arguments.format;
  for (const char* form : {"html", "json"})
    if (arguments.out.ends_with(std::string(".") + form)) return form;
  return common.json ? "json" : "md";
}

std::string written(const outputs::report::Facts& facts, const std::string& form) {
  if (form == "html") return outputs::report::html(facts);
  if (form == "json") return outputs::report::json(facts).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  return outputs::report::markdown(facts);
}

int write_out(const std::string& text, const std::string& path, Terminal& terminal) {
  if (path.empty() || path == "-") {
    terminal.out << text << std::flush;
    return kDone;
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  if (file.flush()) return kDone;
  complain({"--out: '" + path + "' cannot be written"}, terminal);
  return kFailed;
}

int report(const Common& common, const ReportArguments& arguments, Terminal& terminal) {
  const auto setup = prepare(common, terminal);
  if (!setup) return kWrongUse;
  auto store = open_incident_store(arguments.store, *setup, terminal);
  if (!store) return kFailed;
  const auto incident = named_incident(*store, arguments.id, terminal);
  if (!incident) return kFailed;
  auto history = outputs::History::open(incident_store_path(arguments.store, *setup));
  if (!history) {
    complain({"the store cannot be read: " + history.error().message()}, terminal);
    return kFailed;
  }
  const std::string mode = store->run().mode;
  outputs::web::Overview overview(setup->catalog, std::move(*store), std::move(*history), mode, OUTCRY_VERSION);
  overview.refresh({});
  const auto facts = outputs::web::report_facts(overview, Json::parse(incident->json));
  if (overview.history().failures().count > 0) {
    complain({"the store cannot be read: " + overview.history().failures().why}, terminal);
    return kFailed;
  }
  return write_out(written(facts, form_of(arguments, common)), arguments.out, terminal);
}

}  // namespace

void add_report(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<ReportArguments>();
  auto* command =
      program.add_subcommand("report", "Write down an incident: what happened, how sure it is, in whose words");
  command->footer(
      "Examples:\n  outcry report netflix-20260322T1942Z\n  outcry report netflix-20260322 -o outage.html\n"
      "  outcry report netflix-20260322 --format json --store live.db");
  command->add_option("incident", arguments->id, "Its id, or the beginning of it")->required()->type_name("ID");
  command->add_option("--store", arguments->store, "The store that knows it (default: that of the last run or replay)")
      ->type_name("FILE");
  command->add_option("--format", arguments->format, "md, html or json (default: by the ending of --out, else md)")
      ->check(CLI::IsMember({"md", "html", "json"}))
      ->type_name("FORM");
  command->add_option("-o,--out", arguments->out, "Write it here (default: standard output)")->type_name("FILE");
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return report(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
