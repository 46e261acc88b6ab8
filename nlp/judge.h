// What is thought of a mention: by the learnt models, or by the hand-set rules when there are none.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/mention.h"
#include "nlp/features.h"
#include "nlp/grams.h"
#include "nlp/models.h"
#include "nlp/reading.h"

namespace outcry::nlp {

/// What is thought of one mention.
struct Judgement {
  double evidence = 0;  ///< probability, [0, 1]
  bool counts = false;  ///< at or above the operating point
  /// If it does not count, how likely it is each of the other intents, by the learnt choice; all 0: ask the rules.
  std::array<double, kIntents> otherwise{};
  SymptomSet symptoms;
};

/// Something that weighed, in log-odds.
struct Weighed {
  std::string what;  ///< a sentence or a quoted word
  double weight = 0;
};

class Judge {
 public:
  /// Without models the sum of evidence.h decides, from 0.5 on.
  Judge(const Catalog& catalog, std::optional<Models> models, std::optional<double> threshold = std::nullopt);

  /// Of one thread.
  struct Buffer {
    Grams grams;
    Instance instance;
    FeatureSet seen{EvidenceModel::kSlots};
    std::vector<double> classes;
  };

  /// Whom a post blames is a matter of grammar: where the rules say that it is another service, the model may not count
  /// the mention on its own.
  Judgement judge(const Reading& reading, const Aspect& aspect, Buffer& buffer) const;

  /// What weighed, the most weighty first; letters are summed up as one.
  std::vector<Weighed> reasons(const Reading& reading, const Aspect& aspect, Buffer& buffer) const;

  /// The probability from which on a text counts that names its service, or does not.
  double operating_point(Register kind) const {
    if (threshold_) return *threshold_;
    return models_ ? models_->evidence.operating_point(kind) : kRulesOperatingPoint;
  }

 private:
  static constexpr double kRulesOperatingPoint = 0.5;

  std::array<double, kIntents> otherwise(Buffer& buffer) const;
  SymptomSet symptoms(const Aspect& aspect, Buffer& buffer) const;

  std::optional<Models> models_;
  std::optional<double> threshold_;
  std::vector<std::optional<Intent>> intents_;      ///< of the classes of the learnt choice
  std::vector<std::optional<SymptomId>> symptoms_;  ///< likewise
};

}  // namespace outcry::nlp
