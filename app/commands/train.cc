#include "app/train/train.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <set>

#include "app/commands/command.h"
#include "app/train/choices.h"
#include "nlp/models.h"

namespace outcry::app {
namespace {

struct TrainArguments {
  std::vector<std::string> files;
  std::string out;
  std::uint32_t folds = 5;
  double penalty = nlp::LearnOptions{}.penalty;
  double choice_penalty = nlp::LearnChoiceOptions{}.penalty;
  double doubtful = 0.35;
  double precision = nlp::LearnOptions{}.least_precision[0];
  double precision_given = nlp::LearnOptions{}.least_precision[1];
};

/// All rows of all files; false when a file could not be read or holds a fault.
bool read(const std::vector<std::string>& files, std::vector<train::Label>& rows, Terminal& terminal) {
  bool good = true;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      terminal.err << "error: " << file << ": cannot be opened\n";
      good = false;
      continue;
    }
    auto labels = train::read_labels(in);
    for (const auto& fault : labels.faults)
      terminal.err << "error: " << file << ':' << fault.line << ": " << fault.what << '\n';
    good = good && labels.faults.empty();
    std::ranges::move(labels.rows, std::back_inserter(rows));
  }
  return good;
}

/// Symptoms that the catalog does not know, once each.
bool are_known(const std::vector<train::Label>& rows, const Catalog& catalog, Terminal& terminal) {
  std::set<std::string> unknown;
  for (const auto& row : rows)
    if (!row.symptom.empty() && row.symptom != "-" && row.symptom != nlp::Models::kNoSymptom &&
        !catalog.find_symptom(row.symptom))
      unknown.insert(row.symptom);
  for (const auto& one : unknown)
    terminal.err << "error: '" << one << "' in the column symptom is no symptom of the catalog; write its slug, 'none' "
                 << "when it says no more than that it fails, or nothing\n";
  return unknown.empty();
}

/// What was learnt and how good it is on rows that it did not see.
struct Outcome {
  nlp::Models models;
  std::vector<train::QualityLine> evidence;
  std::optional<train::ChoiceFigures> intents;
  std::optional<train::ChoiceFigures> symptoms;
};

Outcome learn(const train::Material& material, const nlp::LearnOptions& options,
              const nlp::LearnChoiceOptions& choosing_intents) {
  Outcome out{{nlp::learn(material.examples, options), {}, {}}, {}, {}, {}};
  const auto probabilities = train::cross_validated_probabilities(material, options);
  const nlp::EvidenceModel& model = out.models.evidence;
  out.evidence = train::judge(material, probabilities, model);
  if (const auto choices = train::intents(material)) {
    out.models.intent = nlp::learn_choice(choices->examples, choices->classes, choosing_intents);
    out.intents = train::judge_intents(material, *choices, probabilities, model, choosing_intents);
  }
  nlp::LearnChoiceOptions choosing = choosing_intents;
  choosing.reads = nlp::Reads::and_letters;
  if (const auto choices = train::symptoms(material)) {
    out.models.symptom = nlp::learn_choice(choices->examples, choices->classes, choosing);
    out.symptoms = train::judge_symptoms(*choices, choosing);
  }
  return out;
}

void print(const Outcome& outcome, const train::Material& material, std::uint32_t folds, bool as_json,
           std::ostream& out) {
  const double named = outcome.models.evidence.operating_point(nlp::Register::named);
  const double given = outcome.models.evidence.operating_point(nlp::Register::given);
  if (as_json) {
    nlohmann::ordered_json all{{"operating_point", {{"named", named}, {"given", given}}},
                               {"rows", train::to_json(outcome.evidence)}};
    if (outcome.intents) all["intents"] = train::to_json(*outcome.intents);
    if (outcome.symptoms) all["symptoms"] = train::to_json(*outcome.symptoms);
    out << all.dump(2) << '\n';
    return;
  }
  out << fmt::format("{}-fold cross-validation, counts from {:.3f} on (given: {:.3f}), {} rows not read\n", folds,
                     named, given, material.unread)
      << train::to_text(outcome.evidence);
  if (outcome.intents) out << '\n' << train::to_text("intent", *outcome.intents);
  if (outcome.symptoms) out << '\n' << train::to_text("symptom of reports", *outcome.symptoms);
}

int run_train(const Common& common, const TrainArguments& arguments, Terminal& terminal) {
  auto setup = prepare(common, terminal);
  if (!setup) return kWrongUse;
  std::vector<train::Label> rows;
  if (!read(arguments.files, rows, terminal) || !are_known(rows, *setup->catalog, terminal)) return kWrongUse;
  setup->catalog = train::with_labelled_services(setup->catalog, rows);
  const auto classifier = make_classifier(*setup, terminal);
  if (!classifier) return kFailed;
  const auto material = train::material(*classifier, *setup->catalog, rows, arguments.folds, arguments.doubtful);
  const auto positive = std::ranges::count_if(material.examples, &nlp::Example::positive);
  if (positive == 0 || positive == static_cast<std::ptrdiff_t>(material.examples.size())) {
    terminal.err << "error: nothing can be learnt from " << material.examples.size() << " rows of which " << positive
                 << " are evidence; both kinds are needed\n";
    return kWrongUse;
  }
  nlp::LearnOptions options{.penalty = arguments.penalty,
                            .folds = arguments.folds,
                            .least_precision = {arguments.precision, arguments.precision_given}};
  options.origin = fmt::format("{} labelled rows, penalty {}", material.rows.size(), arguments.penalty);
  const Outcome outcome = learn(material, options, {.penalty = arguments.choice_penalty, .folds = arguments.folds});
  print(outcome, material, arguments.folds, common.json, terminal.out);
  if (arguments.out.empty()) return kDone;
  std::ofstream out(arguments.out, std::ios::binary);
  out << outcome.models.bytes();
  if (out.flush()) return kDone;
  terminal.err << "error: " << arguments.out << ": cannot be written\n";
  return kFailed;
}

}  // namespace

void add_train(CLI::App& program, Common& common, Action& action) {
  auto arguments = std::make_shared<TrainArguments>();
  auto* command = program.add_subcommand("train", "Learn from labelled posts which ones are evidence");
  command->footer("Example:\n  outcry train labels.tsv -o my.model");
  command->add_option("labels", arguments->files, "Tab-separated rows with a header: text, service, label, ...")
      ->required()
      ->type_name("FILE...");
  command->add_option("-o,--out", arguments->out, "Where the model is written")->type_name("FILE");
  command->add_option("--folds", arguments->folds, "Parts of the cross-validation")
      ->check(CLI::Range(2, 50))
      ->capture_default_str();
  command->add_option("--penalty", arguments->penalty, "Penalty on the weights (L2)")
      ->check(CLI::Range(1e-4, 1e4))
      ->capture_default_str();
  command->add_option("--choice-penalty", arguments->choice_penalty, "The same for intents and symptoms")
      ->check(CLI::Range(1e-4, 1e4))
      ->capture_default_str();
  command->add_option("--doubtful", arguments->doubtful, "Weight of labels marked as doubtful")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--precision", arguments->precision, "Precision asked for at the operating point")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command
      ->add_option("--precision-given", arguments->precision_given, "The same for texts whose source names the service")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return run_train(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
