#include <algorithm>
#include <ostream>
#include <thread>

#include "app/classify/run.h"
#include "app/commands/command.h"
#include "outputs/terminal/safe_text.h"

namespace outcry::app {
namespace {

struct ClassifyArguments {
  std::vector<std::string> files;
  std::string format;
  std::vector<std::string> map;
  std::string about;
  std::optional<double> threshold;
  unsigned threads = 0;
};

constexpr std::size_t kShownProblems = 10;

/// Faults of the command line, each a line; the job is complete when there are none.
std::vector<std::string> faults_of(const ClassifyArguments& arguments, const Setup& setup, classify::Job& job) {
  std::vector<std::string> out;
  for (const auto& pair : arguments.map) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
      out.push_back("--map: '" + pair + "' is not field=column");
    else if (const auto field = pair.substr(0, equals); std::ranges::find(map_fields(), field) == map_fields().end())
      out.push_back("--map: there is no field '" + field + "'; " + did_you_mean(field, map_fields()));
    else
      job.archive.map[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  if (!arguments.format.empty()) job.archive.format = arguments.format;
  if (!arguments.about.empty()) job.archive.about = arguments.about;
  if (!arguments.about.empty() && !setup.catalog->find_service(arguments.about))
    out.push_back("--about: no service '" + arguments.about + "' in the catalog; " +
                  did_you_mean(arguments.about, slugs_of(*setup.catalog)));
  return out;
}

void tell_problems(const classify::Outcome& outcome, Terminal& terminal) {
  for (std::size_t i = 0; i < outcome.problems.size() && i < kShownProblems; ++i)
    terminal.err << outputs::terminal::harmless(describe(outcome.problems[i])) << '\n';
  if (outcome.problems.size() > kShownProblems)
    terminal.err << "... and " << outcome.problems.size() - kShownProblems << " more\n";
}

int run_classify(const Common& common, const ClassifyArguments& arguments, Terminal& terminal) {
  const auto setup = prepare(common, terminal);
  if (!setup) return kWrongUse;
  classify::Job job{.files = arguments.files, .archive = setup->config.archive};
  const auto faults = faults_of(arguments, *setup, job);
  for (const auto& fault : faults) terminal.err << "error: " << fault << '\n';
  if (!faults.empty()) return kWrongUse;
  job.threads = arguments.threads != 0 ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
  const auto classifier = nlp::Classifier::make(setup->catalog, {.threshold = arguments.threshold});
  if (!classifier) {
    terminal.err << "error: the catalog cannot be compiled: " << classifier.error().message() << '\n';
    return kFailed;
  }
  const auto outcome = classify::run(job, *classifier, *setup->catalog, terminal.out);
  tell_problems(outcome, terminal);
  return outcome.posts == 0 ? kFailed : kDone;
}

}  // namespace

void add_classify(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<ClassifyArguments>();
  auto* command =
      program.add_subcommand("classify", "Print what the classifier makes of each post, one JSON line a post");
  command->footer(
      "Example:\n  outcry classify posts.csv --map text=body | jq 'select(.mentions[].intent == \"report\")'");
  command->add_option("files", arguments->files, "Archives, or - for standard input; as for 'replay'")
      ->required()
      ->type_name("FILE");
  command->add_option("--format", arguments->format, "Record format (default: by content)")
      ->check(CLI::IsMember(format_names()));
  command->add_option("--map", arguments->map, "Columns of CSV or generic NDJSON: text=body,service=product,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FIELD=COLUMN");
  command->add_option("--about", arguments->about, "All posts are about this service, named or not")->type_name("SLUG");
  command
      ->add_option("--threshold", arguments->threshold,
                   "Evidence from which a mention is a report or question (default: the model's operating point)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("P");
  command->add_option("--threads", arguments->threads, "How many cores (default: all)")
      ->check(CLI::Range(0U, 256U))
      ->type_name("N");
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return run_classify(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
