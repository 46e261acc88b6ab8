// What the commands share: exit codes, the terminal, the options that every command takes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config/config.h"
#include "nlp/classifier.h"

namespace outcry::app {

/// 0 done, 1 failed, 2 wrong use or configuration, 3 doubts that are denied, 4 incidents that are not over.
enum ExitCode : int { kDone = 0, kFailed = 1, kWrongUse = 2, kWarnings = 3, kOpenIncidents = 4 };

/// Where a command prints: data to `out`, talk to `err`.
struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool colour = false;  ///< of `out`: a terminal, and neither NO_COLOR nor --no-colour
  std::size_t columns = 80;
};

/// Options of the program itself, valid for every command.
struct Common {
  std::string config;
  std::vector<std::string> catalog;
  bool json = false;
  bool no_colour = false;
};

/// What a command needs to know before it starts.
struct Setup {
  Config config;
  std::shared_ptr<const Catalog> catalog;
  std::vector<std::string> added;  ///< slugs of services that came with --catalog
};

/// Reads configuration and catalog. All faults of both are printed at once; nothing then starts.
std::optional<Setup> prepare(const Common& common, Terminal& terminal);

/// Compiles the classifier, with what an earlier run kept of it; prints why when it cannot.
std::optional<nlp::Classifier> make_classifier(const Setup& setup, Terminal& terminal,
                                               std::optional<double> threshold = std::nullopt);

/// "no service 'netlix' in the catalog; did you mean 'netflix'?"; harmless for a terminal.
std::string no_such_service(const std::string& slug, const std::vector<std::string>& known);

/// Slugs of all services, for "did you mean".
std::vector<std::string> slugs_of(const Catalog& catalog);

/// A command registers its options and leaves in `action` what is to be done when it is chosen.
using Action = std::function<int(Terminal&)>;
void add_run(CLI::App& program, Common& common, Action& action);
void add_status(CLI::App& program, Common& common, Action& action);
void add_tap(CLI::App& program, Common& common, Action& action);
void add_record(CLI::App& program, Common& common, Action& action);
void add_replay(CLI::App& program, Common& common, Action& action);
void add_explain(CLI::App& program, Common& common, Action& action);
void add_check(CLI::App& program, Common& common, Action& action);
void add_simulate(CLI::App& program, Common& common, Action& action);
void add_evaluate(CLI::App& program, Common& common, Action& action);
void add_report(CLI::App& program, Common& common, Action& action);
void add_incidents(CLI::App& program, Common& common, Action& action);
void add_classify(CLI::App& program, Common& common, Action& action);
void add_train(CLI::App& program, Common& common, Action& action);
void add_score(CLI::App& program, Common& common, Action& action);
void add_topics(CLI::App& program, Common& common, Action& action);
void add_version(CLI::App& program, Common& common, Action& action);

}  // namespace outcry::app
