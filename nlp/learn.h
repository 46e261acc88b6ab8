// Learning the evidence model from labelled posts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nlp/evidence_model.h"

namespace outcry::nlp {

/// A labelled (post, service).
struct Example {
  Instance instance;
  double truth = 0;   ///< 1 = evidence of an outage, 0 = not; between, how likely a reader would say so
  double weight = 1;  ///< of the label; less where readers doubt
  std::uint32_t fold = 0;
  bool counted = true;  ///< calibration and operating point are of these, where there are enough of them

  bool positive() const { return truth >= 0.5; }
};

struct LearnOptions {
  double penalty = 0.25;    ///< L2, on the weights of both kinds of features; 1 / C
  double shared = 0.5;      ///< share of the features' length that named and given texts have in common, (0, 1)
  std::uint32_t rare = 2;   ///< features of fewer examples are left out
  std::uint32_t folds = 5;  ///< for calibration and cross-validation
  /// At the operating point, of texts that name their service and of those that do not.
  std::array<double, kRegisters> least_precision{0.8, 0.6};
  std::string origin;
};

/// Log-odds of each example from a model that was learnt without its fold; not calibrated.
std::vector<double> cross_validated(std::span<const Example> examples, const LearnOptions& options);

/// A score to calibrate, and the truth about it.
struct Scored {
  double score = 0;
  double rules = 0;
  bool positive = false;
};

/// Whether the rules are heard.
enum class Voices : std::uint8_t { model, model_and_rules };

/// What makes log-odds mean what they say, by maximum likelihood (Platt 1999, with his targets). Neither voice is
/// ever turned round.
Calibration calibrate(std::span<const Scored> scores, Voices voices);

/// One for each register and tongue, from the examples whose fold is not `fold`: from those that count where 200 of
/// them are there and 30 of each kind, else from all of that register and tongue. `scores` are cross-validated.
Calibrations calibrations(std::span<const Example> examples, std::span<const double> scores,
                          std::optional<std::uint32_t> fold = std::nullopt);

/// A model from all examples, calibrated on cross-validated scores. Logistic regression with an L2 penalty, by L-BFGS
/// (Nocedal and Wright 2006, algorithm 7.5), in double precision, one thread: the same examples give the same bytes.
EvidenceModel learn(std::span<const Example> examples, const LearnOptions& options);

}  // namespace outcry::nlp
