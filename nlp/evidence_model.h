// The learnt part of the verdict: hashed features to a calibrated probability.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "nlp/grams.h"

namespace outcry::nlp {

/// From log-odds of the model to log-odds that mean what they say (Platt 1999): slope * x + offset.
struct Calibration {
  double slope = 1;
  double offset = 0;
};

/// Logistic regression over hashed features. In each block a feature has the value idf (the logarithm of how rare it
/// is); the block is brought to length 1. The weights of features that people use when they name the service and when
/// only the source does are kept apart, though they were learnt together.
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
    std::array<Calibration, kRegisters> calibration{};
    double operating_point = 0.5;
    std::string origin;  ///< how it was made: one line for people
  };

  /// Rounds to what a file can hold, so that a model scores the same before and after it was written.
  explicit EvidenceModel(const Weights& weights);
  /// Errors: Errc::corrupt, newer_version.
  static Result<EvidenceModel> parse(std::string_view bytes);
  std::string bytes() const;

  /// Buffers of one thread.
  struct Scratch {
    std::vector<std::uint64_t> seen = std::vector<std::uint64_t>(kSlots / 64);
    std::vector<std::uint32_t> touched;
  };

  /// Calibrated probability in (0, 1). Each feature counts once.
  double evidence(const Instance& instance, Scratch& scratch) const;
  /// Log-odds before calibration.
  double score(const Instance& instance, Scratch& scratch) const;

  /// What one feature adds to the calibrated log-odds, by position in `grams`; of features that come twice only the
  /// first counts.
  std::vector<double> contributions(const std::vector<NamedGram>& grams, Register kind) const;

  double operating_point() const { return operating_point_; }
  const std::string& origin() const { return origin_; }
  double calibrated(double score, Register kind) const;

 private:
  EvidenceModel() = default;

  struct Cell {
    std::array<std::int8_t, kRegisters> weight{};  ///< times scale_
    std::uint8_t idf = 0;                          ///< times kIdfStep; 0 = never seen
  };

  std::vector<Cell> cells_;
  std::array<float, kRegisters> scale_{};
  std::array<float, kRegisters> bias_{};
  std::array<Calibration, kRegisters> calibration_{};
  double operating_point_ = 0.5;
  std::string origin_;
};

}  // namespace outcry::nlp
