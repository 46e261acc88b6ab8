// How likely a mention is evidence: by the learnt model, or by the hand-set rules when there is none.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nlp/evidence_model.h"
#include "nlp/features.h"
#include "nlp/grams.h"
#include "nlp/reading.h"

namespace outcry::nlp {

/// What is thought of one mention.
struct Judgement {
  double evidence = 0;  ///< probability, [0, 1]
  bool counts = false;  ///< at or above the operating point
};

/// Something that weighed, in log-odds.
struct Weighed {
  std::string what;  ///< a sentence or a quoted word
  double weight = 0;
};

class Judge {
 public:
  /// Without a model the sum of evidence.h decides, from 0.5 on.
  explicit Judge(std::optional<EvidenceModel> model, std::optional<double> threshold = std::nullopt)
      : model_(std::move(model)), threshold_(threshold) {}

  /// Of one thread.
  struct Buffer {
    Grams grams;
    Instance instance;
    EvidenceModel::Scratch scratch;
  };

  Judgement judge(const Reading& reading, const Aspect& aspect, Buffer& buffer) const;

  /// What weighed, the most weighty first; letters are summed up as one.
  std::vector<Weighed> reasons(const Reading& reading, const Aspect& aspect, Buffer& buffer) const;

  double operating_point() const {
    if (threshold_) return *threshold_;
    return model_ ? model_->operating_point() : kRulesOperatingPoint;
  }

 private:
  static constexpr double kRulesOperatingPoint = 0.5;
  std::optional<EvidenceModel> model_;
  std::optional<double> threshold_;
};

}  // namespace outcry::nlp
