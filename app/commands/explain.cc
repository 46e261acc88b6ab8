#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/commands/command.h"
#include "app/commands/explain_incident.h"
#include "app/commands/explain_text.h"
#include "app/commands/incident_store.h"

namespace outcry::app {
namespace {

struct ExplainArguments {
  std::string text;
  std::string about;
  std::string language;
  std::string store;
  bool incident = false;
};

/// All of it is one text; the line break that ends it is none of it.
std::string from_stdin() {
  std::string out(std::istreambuf_iterator<char>(std::cin), {});
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

bool is_for_a_text(const ExplainArguments& arguments) {
  return !arguments.about.empty() || !arguments.language.empty();
}

bool asks_for_an_incident(const ExplainArguments& arguments) {
  return arguments.incident || (!is_for_a_text(arguments) && looks_like_incident(arguments.text));
}

/// Says which options do not go together.
bool go_together(const ExplainArguments& arguments, Terminal& terminal) {
  const bool mixed = arguments.incident && is_for_a_text(arguments);
  const bool idle = !arguments.store.empty() && !asks_for_an_incident(arguments);
  if (mixed) terminal.err << "error: --incident: leave out --about and --language, which are for a text\n";
  if (idle) terminal.err << "error: --store: name an incident of it, like netflix-20260322, or add --incident\n";
  return !mixed && !idle;
}

bool is_known(const std::string& about, const Setup& setup, Terminal& terminal) {
  if (about.empty() || setup.catalog->find_service(about)) return true;
  terminal.err << "error: --about: " << no_such_service(about, slugs_of(*setup.catalog)) << '\n';
  return false;
}

int explain_one(const Common& common, const ExplainArguments& arguments, const Setup& setup, Terminal& terminal) {
  const auto store = open_incident_store(arguments.store, setup, terminal);
  const auto incident = store ? named_incident(*store, arguments.text, terminal) : std::nullopt;
  if (!incident) {
    if (!arguments.incident)
      terminal.err << "To explain it as a text, pass it on standard input to 'outcry explain -'.\n";
    return kFailed;
  }
  const auto explanation = explain_incident(outputs::Json::parse(incident->json), facts_of(store->run()));
  if (common.json) {
    terminal.out << to_json(explanation).dump(2) << '\n';
  } else {
    terminal.out << to_text(explanation, {.colour = terminal.colour, .columns = terminal.columns});
  }
  return kDone;
}

int explain_text(const Common& common, const ExplainArguments& arguments, const Setup& setup, Terminal& terminal) {
  const auto classifier = make_classifier(setup, terminal);
  if (!classifier) return kFailed;
  auto workspace = classifier->workspace();
  const std::string text = arguments.text == "-" ? from_stdin() : arguments.text;
  const Post post{.text = text, .language = arguments.language, .service = arguments.about};
  const auto explanation = classifier->explain(post, workspace);
  if (common.json) {
    terminal.out << to_json(explanation, text, *setup.catalog).dump(2) << '\n';
  } else {
    terminal.out << to_text(explanation, text, *setup.catalog, terminal.colour);
  }
  return kDone;
}

int explain(const Common& common, const ExplainArguments& arguments, Terminal& terminal) {
  const bool sound = go_together(arguments, terminal);
  const auto setup = prepare(common, terminal);
  if (!setup || !is_known(arguments.about, *setup, terminal) || !sound) return kWrongUse;
  return asks_for_an_incident(arguments) ? explain_one(common, arguments, *setup, terminal)
                                         : explain_text(common, arguments, *setup, terminal);
}

}  // namespace

void add_explain(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<ExplainArguments>();
  auto* command = program.add_subcommand("explain", "Show what outcry sees in a text, or why an incident was told");
  command->footer(
      "Examples:\n  outcry explain \"netflix is down in texas again, error NW-2-5\"\n  outcry explain "
      "netflix-20260322");
  command
      ->add_option("text", arguments->text,
                   "What somebody posted (- is standard input), or the id of an incident or its beginning")
      ->required();
  command->add_option("--about", arguments->about, "The service that the source says the post is about")
      ->type_name("SERVICE");
  command->add_option("--language", arguments->language, "Language that the author declared")->type_name("TAG");
  command->add_flag("--incident", arguments->incident, "It is an incident, even if it does not look like an id");
  command
      ->add_option("--store", arguments->store,
                   "The incident's store (default: that of the configuration, else that of the last replay)")
      ->type_name("FILE");
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return explain(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
