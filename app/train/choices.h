// Intents and symptoms as choices to learn, and how well they are chosen.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/train/train.h"
#include "nlp/learn_choice.h"

namespace outcry::app::train {

/// What is learnt, and what it is asked about. `asked` are rows that count.
struct Choices {
  std::vector<std::string> classes;
  std::vector<nlp::ChoiceExample> examples;
  std::vector<nlp::ChoiceExample> asked;
  std::vector<std::size_t> row;  ///< of `asked`: position in the material
};

/// What a post is that is no evidence: classes are intents of which there are 10 examples at least. Nothing when there
/// are fewer than two such classes. All rows that count are asked.
std::optional<Choices> intents(const Material& material);

/// How it fails, of posts about a failure: slugs of symptoms, and "none". Rows that count, are evidence and say how
/// are asked.
std::optional<Choices> symptoms(const Material& material);

/// One class: of the rows that have it and of those that were said to have it.
struct ClassLine {
  std::string name;
  std::size_t rows = 0;
  std::size_t said = 0;
  std::size_t right = 0;
  double f1() const {
    return rows + said == 0 ? 0 : 2.0 * static_cast<double>(right) / static_cast<double>(rows + said);
  }
};

struct ChoiceFigures {
  std::vector<ClassLine> classes;
  double right = 0;     ///< share of all rows
  double macro_f1 = 0;  ///< mean over classes that have rows
};

/// Intents of rows that count, with the evidence taken into account: at or above the operating point a row is a report.
/// Questions are reports here; what is no report, individual, recovery, official or news is other.
ChoiceFigures judge_intents(const Material& material, const Choices& choices, const std::vector<double>& probabilities,
                            const nlp::EvidenceModel& model, const nlp::LearnChoiceOptions& options);
ChoiceFigures judge_symptoms(const Choices& choices, const nlp::LearnChoiceOptions& options);

std::string to_text(const std::string& title, const ChoiceFigures& figures);
nlohmann::ordered_json to_json(const ChoiceFigures& figures);

}  // namespace outcry::app::train
