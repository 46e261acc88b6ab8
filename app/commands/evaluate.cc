#include "app/evaluate/evaluate.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <ostream>

#include "app/commands/command.h"
#include "outputs/safe_text.h"

namespace outcry::app {
namespace {

using outputs::harmless;

struct EvaluateArguments {
  std::string events;
  std::string truth;
  int grace_minutes = 15;
};

std::optional<std::string> content_of(const std::string& path, Terminal& terminal) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    terminal.err << "error: " << harmless(path) << " cannot be read\n";
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::optional<evaluate::IncidentBook> book_of(const std::string& path, Terminal& terminal) {
  std::ifstream file;
  if (path != "-") file.open(path);
  std::istream& in = path == "-" ? std::cin : file;
  if (!in) {
    terminal.err << "error: " << harmless(path) << " cannot be read\n";
    return std::nullopt;
  }
  evaluate::IncidentBook book;
  for (std::string line; std::getline(in, line);) book.add(line);
  return book;
}

int evaluate_command(const Common& common, const EvaluateArguments& arguments, Terminal& terminal) {
  const auto json = content_of(arguments.truth, terminal);
  const auto book = json ? book_of(arguments.events, terminal) : std::nullopt;
  if (!book) return kWrongUse;
  if (book->events() == 0 && book->unreadable() != 0) {
    terminal.err << "error: " << harmless(arguments.events) << " holds no events (" << book->unreadable()
                 << " lines that are none); events are what 'outcry replay --out' writes\n";
    return kWrongUse;
  }
  if (book->unreadable() != 0) {
    terminal.err << "warning: " << book->unreadable() << " lines of " << harmless(arguments.events)
                 << " are no events; without them this may judge too hard\n";
  }
  const auto truth = evaluate::parse_truth(*json);
  if (!truth) {
    terminal.err << "error: " << harmless(arguments.truth) << ": " << truth.error().message()
                 << "; a truth is what 'outcry simulate --truth' writes\n";
    return kWrongUse;
  }
  const auto evaluation = evaluate::evaluate(*book, *truth, {.grace = std::chrono::minutes(arguments.grace_minutes)});
  if (common.json) {
    terminal.out << to_json(evaluation).dump(2) << '\n';
  } else {
    terminal.out << to_text(evaluation);
  }
  return kDone;
}

}  // namespace

void add_evaluate(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<EvaluateArguments>();
  auto* command = program.add_subcommand("evaluate", "Compare the incidents told with the outages that were planted");
  command->footer(
      "Found and missed outages, delay from the true onset, false incidents per service and month, error of\n"
      "onset, regions and symptoms right and wrong.\n\n"
      "Example:\n  outcry evaluate events.ndjson --truth truth.json");
  command->add_option("events", arguments->events, "Events that 'replay --out' wrote; - is standard input")
      ->required()
      ->type_name("FILE");
  command->add_option("--truth", arguments->truth, "What 'simulate --truth' wrote")->required()->type_name("FILE");
  command->add_option("--grace", arguments->grace_minutes, "An incident this long after the end still counts")
      ->check(CLI::Range(0, 1440))
      ->type_name("MINUTES")
      ->capture_default_str();
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return evaluate_command(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
