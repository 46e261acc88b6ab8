// From labelled rows to a model, and to the figures that say how good it is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/train/labels.h"
#include "app/train/report.h"
#include "nlp/classifier.h"
#include "nlp/learn.h"

namespace outcry::app::train {

/// Rows as examples; `row[i]` is the label of `example[i]`. Rows that the classifier cannot read are left out.
struct Material {
  std::vector<nlp::Example> examples;
  std::vector<const Label*> rows;
  std::size_t unread = 0;
};

/// `classifier` must know the services of the labels. A text that does not name its service is read as one whose
/// source says what it is about. Doubtful labels weigh `doubtful_weight`. `labels` outlives the outcome.
Material material(const nlp::Classifier& classifier, const Catalog& catalog, const std::vector<Label>& labels,
                  std::uint32_t folds, double doubtful_weight);

/// Whether a probability is at or above the operating point for its row.
bool counts(const Material& material, std::size_t row, double probability, const nlp::EvidenceModel& model);

/// Figures of the rows that count, at the operating points of `model`: all, without the doubtful ones, named and given,
/// by language and by group.
std::vector<QualityLine> judge(const Material& material, const std::vector<double>& probabilities,
                               const nlp::EvidenceModel& model);

/// Calibrated probabilities of every example from models that were learnt without its fold; the calibration of a fold
/// is learnt from the others as well.
std::vector<double> cross_validated_probabilities(const Material& material, const nlp::LearnOptions& options);

}  // namespace outcry::app::train
