#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/commands/command.h"
#include "app/commands/explain_text.h"

namespace outcry::app {
namespace {

struct ExplainArguments {
  std::string text;
  std::string about;
  std::string language;
};

/// All of it is one text; the line break that ends it is none of it.
std::string from_stdin() {
  std::string out(std::istreambuf_iterator<char>(std::cin), {});
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

int explain(const Common& common, const ExplainArguments& arguments, Terminal& terminal) {
  const auto setup = prepare(common, terminal);
  if (!setup) return kWrongUse;
  if (!arguments.about.empty() && !setup->catalog->find_service(arguments.about)) {
    terminal.err << "error: --about: " << no_such_service(arguments.about, slugs_of(*setup->catalog)) << '\n';
    return kWrongUse;
  }
  const auto classifier = make_classifier(*setup, terminal);
  if (!classifier) return kFailed;
  auto workspace = classifier->workspace();
  const std::string text = arguments.text == "-" ? from_stdin() : arguments.text;
  const Post post{.text = text, .language = arguments.language, .service = arguments.about};
  const auto explanation = classifier->explain(post, workspace);
  if (common.json) {
    terminal.out << to_json(explanation, text, *setup->catalog).dump(2) << '\n';
  } else {
    terminal.out << to_text(explanation, text, *setup->catalog, terminal.colour);
  }
  return kDone;
}

}  // namespace

void add_explain(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<ExplainArguments>();
  auto* command = program.add_subcommand("explain", "Show what outcry sees in a text, and why");
  command->footer("Example:\n  outcry explain \"netflix is down in texas again, error NW-2-5\"");
  command->add_option("text", arguments->text, "What somebody posted; - is standard input")->required();
  command->add_option("--about", arguments->about, "The service that the source says the post is about")
      ->type_name("SERVICE");
  command->add_option("--language", arguments->language, "Language that the author declared")->type_name("TAG");
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return explain(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
