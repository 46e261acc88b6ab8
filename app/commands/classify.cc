#include <ostream>

#include "app/classify/run.h"
#include "app/commands/command.h"
#include "app/commands/replay_overrides.h"
#include "app/replay/inputs.h"
#include "outputs/terminal/safe_text.h"

namespace outcry::app {
namespace {

struct ClassifyArguments {
  std::vector<std::string> files;
  std::string format;
  std::vector<std::string> map;
  std::string about;
  std::optional<double> threshold;
  std::optional<unsigned> threads;
};

constexpr std::size_t kShownProblems = 10;

void tell_problems(const classify::Outcome& outcome, Terminal& terminal) {
  for (std::size_t i = 0; i < outcome.problems.size() && i < kShownProblems; ++i)
    terminal.err << outputs::terminal::harmless(describe(outcome.problems[i])) << '\n';
  if (outcome.problems.size() > kShownProblems)
    terminal.err << "... and " << outcome.problems.size() - kShownProblems << " more\n";
}

int run_classify(const Common& common, const ClassifyArguments& arguments, Terminal& terminal) {
  auto setup = prepare(common, terminal);
  if (!setup) return kWrongUse;
  const auto faults = apply_overrides(
      {.format = arguments.format, .map = arguments.map, .about = arguments.about, .threads = arguments.threads},
      *setup);
  for (const auto& fault : faults) terminal.err << "error: " << fault << '\n';
  if (!faults.empty()) return kWrongUse;
  classify::Job job{.archive = setup->config.archive, .threads = thread_count(setup->config.replay.threads)};
  auto inputs = find_inputs(arguments.files, job.archive);
  for (auto& file : inputs.files) job.files.push_back(std::move(file.path));
  const auto classifier = make_classifier(*setup, terminal, arguments.threshold);
  if (!classifier) return kFailed;
  auto outcome = classify::run(job, *classifier, *setup->catalog, terminal.out);
  outcome.problems.insert(outcome.problems.begin(), inputs.problems.begin(), inputs.problems.end());
  tell_problems(outcome, terminal);
  return outcome.posts == 0 || !inputs.problems.empty() ? kFailed : kDone;
}

}  // namespace

void add_classify(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<ClassifyArguments>();
  auto* command =
      program.add_subcommand("classify", "Print what the classifier makes of each post, one JSON line a post");
  command->footer(
      "Example:\n  outcry classify posts.csv --map text=body | jq 'select(.mentions[].intent == \"report\")'");
  command->add_option("files", arguments->files, "Archives, globs, or - for standard input; read in order of time")
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
