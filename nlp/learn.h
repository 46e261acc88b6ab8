// Learning the evidence model from labelled posts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nlp/evidence_model.h"

namespace outcry::nlp {

/// A labelled (post, service).
struct Example {
  Instance instance;
  bool positive = false;  ///< evidence of an outage
  double weight = 1;      ///< of the label; less where readers doubt
  std::uint32_t fold = 0;
  bool counted = true;  ///< calibration and operating point are of these alone
};

struct LearnOptions {
  double penalty = 0.25;          ///< L2, on the weights of both kinds of features; 1 / C
  double shared = 0.5;            ///< share of the features' length that named and given texts have in common, (0, 1)
  std::uint32_t rare = 2;         ///< features of fewer examples are left out
  std::uint32_t folds = 5;        ///< for calibration and cross-validation
  double least_precision = 0.82;  ///< at the operating point, of posts that name their service
  std::string origin;
};

/// Log-odds of each example from a model that was learnt without its fold; not calibrated.
std::vector<double> cross_validated(std::span<const Example> examples, const LearnOptions& options);

/// Slope and offset that make log-odds mean what they say, by maximum likelihood (Platt 1999, with his targets).
Calibration calibrate(std::span<const double> scores, const std::vector<bool>& positive);

/// A model from all examples, calibrated on cross-validated scores. Logistic regression with an L2 penalty, by L-BFGS
/// (Nocedal and Wright 2006, algorithm 7.5), in double precision, one thread: the same examples give the same bytes.
EvidenceModel learn(std::span<const Example> examples, const LearnOptions& options);

}  // namespace outcry::nlp
