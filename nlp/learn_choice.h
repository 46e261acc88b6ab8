// Learning a choice between classes from labelled posts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nlp/choice_model.h"

namespace outcry::nlp {

/// A labelled (post, service).
struct ChoiceExample {
  const Instance* instance = nullptr;
  std::uint32_t truth = 0;  ///< which class
  double weight = 1;
  std::uint32_t fold = 0;
};

struct LearnChoiceOptions {
  Reads reads = Reads::sentence_and_words;
  double penalty = 0.1;    ///< L2, on the weights
  std::uint32_t rare = 2;  ///< features of fewer examples are left out
  std::uint32_t folds = 5;
};

/// Softmax regression with an L2 penalty; the same examples give the same bytes.
ChoiceModel learn_choice(std::span<const ChoiceExample> examples, const std::vector<std::string>& classes,
                         const LearnChoiceOptions& options);

/// The class that a model learnt without its fold chooses for each of `asked`.
std::vector<std::uint32_t> cross_validated_choices(std::span<const ChoiceExample> asked,
                                                   std::span<const ChoiceExample> examples,
                                                   const std::vector<std::string>& classes,
                                                   const LearnChoiceOptions& options);

}  // namespace outcry::nlp
