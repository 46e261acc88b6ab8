#include "app/train/train.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/commands/command.h"

namespace outcry::app {
namespace {

struct TrainArguments {
  std::vector<std::string> files;
  std::string out;
  std::uint32_t folds = 5;
  double penalty = nlp::LearnOptions{}.penalty;
  double doubtful = 0.35;
  double precision = nlp::LearnOptions{}.least_precision;
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

int run_train(const Common& common, const TrainArguments& arguments, Terminal& terminal) {
  auto setup = prepare(common, terminal);
  if (!setup) return kWrongUse;
  std::vector<train::Label> rows;
  if (!read(arguments.files, rows, terminal)) return kWrongUse;
  setup->catalog = train::with_labelled_services(setup->catalog, rows);
  const auto classifier = make_classifier(*setup, terminal);
  if (!classifier) return kFailed;
  const auto material = train::material(*classifier, *setup->catalog, rows, arguments.folds, arguments.doubtful);
  const auto positive = std::ranges::count(material.examples, true, &nlp::Example::positive);
  if (positive == 0 || positive == static_cast<std::ptrdiff_t>(material.examples.size())) {
    terminal.err << "error: nothing can be learnt from " << material.examples.size() << " rows of which " << positive
                 << " are evidence; both kinds are needed\n";
    return kWrongUse;
  }
  nlp::LearnOptions options{
      .penalty = arguments.penalty, .folds = arguments.folds, .least_precision = arguments.precision};
  options.origin = fmt::format("{} labelled rows, penalty {}", material.rows.size(), arguments.penalty);
  const nlp::EvidenceModel model = nlp::learn(material.examples, options);
  const auto probabilities = train::cross_validated_probabilities(material, options);
  const auto lines = train::judge(material, probabilities, model.operating_point());
  if (common.json)
    terminal.out
        << nlohmann::ordered_json{{"operating_point", model.operating_point()}, {"rows", train::to_json(lines)}}.dump(2)
        << '\n';
  else
    terminal.out << fmt::format("{}-fold cross-validation, operating point {:.3f}, {} rows not read\n", arguments.folds,
                                model.operating_point(), material.unread)
                 << train::to_text(lines);
  if (arguments.out.empty()) return kDone;
  std::ofstream out(arguments.out, std::ios::binary);
  out << model.bytes();
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
  command->add_option("--doubtful", arguments->doubtful, "Weight of labels marked as doubtful")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--precision", arguments->precision, "Precision asked for at the operating point")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->callback([&common, &action, arguments] {
    action = [&common, arguments](Terminal& terminal) { return run_train(common, *arguments, terminal); };
  });
}

}  // namespace outcry::app
