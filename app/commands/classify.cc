#include <algorithm>
#include <chrono>
#include <ostream>

#include "app/classify/report.h"
#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/commands/replay_overrides.h"
#include "app/replay/inputs.h"
#include "outputs/safe_text.h"

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

using outputs::harmless;

std::vector<std::string> described(const std::vector<Problem>& problems) {
  std::vector<std::string> out(problems.size());
  std::ranges::transform(problems, out.begin(), describe);
  return out;
}

/// The files to read, in order of time; nothing when something is wrong with them, which is told.
std::optional<std::vector<std::string>> files_of(const ClassifyArguments& arguments, const Setup& setup,
                                                 Terminal& terminal) {
  auto inputs = find_inputs(arguments.files, setup.config.archive);
  if (complain(described(inputs.problems), terminal) != kDone) return std::nullopt;
  for (const auto& doubt : inputs.doubts) terminal.err << "warning: " << harmless(describe(doubt)) << '\n';
  std::vector<std::string> out;
  for (auto& file : inputs.files) out.push_back(std::move(file.path));
  return out;
}

int classify_all(const classify::Job& job, const nlp::Classifier& classifier, const Catalog& catalog,
                 Terminal& terminal) {
  const auto began = std::chrono::steady_clock::now();
  const auto outcome = classify::run(job, classifier, catalog, terminal.out);
  if (outcome.broken_pipe) return kFailed;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began;
  terminal.err << classify::to_text(outcome, elapsed, slugs_of(catalog));
  if (const int code = complain(described(outcome.lacking), terminal); code != kDone) return code;
  return outcome.posts == 0 ? kFailed : kDone;
}

int run_classify(const Common& common, const ClassifyArguments& arguments, Terminal& terminal) {
  auto setup = prepare(common, terminal);
  if (!setup) return kWrongUse;
  const auto faults = apply_overrides(
      {.format = arguments.format, .map = arguments.map, .about = arguments.about, .threads = arguments.threads},
      *setup);
  if (const int code = complain(faults, terminal); code != kDone) return code;
  auto files = files_of(arguments, *setup, terminal);
  if (!files) return kWrongUse;
  const auto classifier = make_classifier(*setup, terminal, arguments.threshold);
  if (!classifier) return kFailed;
  const classify::Job job{.files = std::move(*files),
                          .archive = setup->config.archive,
                          .threads = thread_count(setup->config.replay.threads)};
  return classify_all(job, *classifier, *setup->catalog, terminal);
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
  command->add_option("--about", arguments->about, kAboutHelp)->type_name("SLUG");
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
