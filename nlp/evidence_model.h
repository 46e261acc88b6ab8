// The learnt part of the verdict: hashed features to a calibrated probability.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "nlp/feature_set.h"
#include "nlp/grams.h"

namespace outcry::nlp {

/// From log-odds of the model, and of the rules, to log-odds that mean what they say (Platt 1999, with a second
/// voice): slope * model + rules * rules + offset.
struct Calibration {
  double slope = 1;
  double rules = 0;
  double offset = 0;

  double log_odds(double score, double rules_said) const { return slope * score + rules * rules_said + offset; }
};

/// By the register and the tongue of a text.
using Calibrations = std::array<std::array<Calibration, kTongues>, kRegisters>;
inline const Calibration& calibration_of(const Calibrations& all, const Instance& instance) {
  return all[static_cast<std::size_t>(instance.kind)][static_cast<std::size_t>(instance.tongue)];
}

/// Logistic regression over hashed features. In each block a feature has the value idf (the logarithm of how rare it
/// is); the block is brought to length 1. The weights of features that people use when they name the service and when
/// only the source does are kept apart, though they were learnt together. How much the rules of evidence.h have to say
/// beside it depends on how well the model knows such texts: little in English, much in languages of few labels.
class EvidenceModel {
 public:
  static constexpr std::uint32_t kBits = 17;  ///< of a hash that are used
  static constexpr std::size_t kSlots = std::size_t{1} << kBits;
  static std::uint32_t slot(std::uint32_t hash) { return hash & (kSlots - 1); }

  /// What `fit` produces.
  struct Weights {
    std::array<std::vector<float>, kRegisters> of_slot;  ///< kSlots each
    std::vector<float> idf;                              ///< kSlots; 0 = never seen in training, left out
    std::array<double, kRegisters> bias{};
    Calibrations calibration{};
    std::array<double, kRegisters> operating_point{0.5, 0.5};
    std::string origin;  ///< how it was made: one line for people
  };

  /// Rounds to what a file can hold, so that a model scores the same before and after it was written.
  explicit EvidenceModel(const Weights& weights);
  /// Errors: Errc::corrupt, newer_version.
  static Result<EvidenceModel> parse(std::string_view bytes);
  std::string bytes() const;

  /// Calibrated probability in (0, 1). Each feature counts once. `seen` has kSlots.
  double evidence(const Instance& instance, FeatureSet& seen) const;
  /// Log-odds before calibration.
  double score(const Instance& instance, FeatureSet& seen) const;

  /// What one feature adds to the calibrated log-odds of `instance`, by position in `grams`, which are its features; of
  /// features that come twice only the first counts.
  std::vector<double> contributions(const std::vector<NamedGram>& grams, const Instance& instance) const;

  /// The probability from which on a text of that register counts.
  double operating_point(Register kind) const { return operating_point_[static_cast<std::size_t>(kind)]; }
  const std::string& origin() const { return origin_; }
  double calibrated(double score, const Instance& instance) const;
  const Calibration& calibration(const Instance& instance) const { return calibration_of(calibration_, instance); }

 private:
  EvidenceModel() = default;

  struct Cell {
    std::array<std::int8_t, kRegisters> weight{};  ///< times scale_
    std::uint8_t idf = 0;                          ///< times kIdfStep; 0 = never seen
  };

  std::vector<Cell> cells_;
  std::array<float, kRegisters> scale_{};
  std::array<float, kRegisters> bias_{};
  Calibrations calibration_{};
  std::array<double, kRegisters> operating_point_{};
  std::string origin_;
};

}  // namespace outcry::nlp
