// A learnt choice between a few classes: which intent, which symptom.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"
#include "nlp/feature_set.h"
#include "nlp/grams.h"

namespace outcry::nlp {

/// Which blocks of an instance a choice looks at. Words around the name say little here; letters help to tell symptoms
/// (words in many forms and languages) and cost most.
enum class Reads : std::uint8_t { sentence_and_words, and_letters };
constexpr bool looks_at(Reads reads, Block block) {
  return block == Block::sentence || block == Block::words || (block == Block::letters && reads == Reads::and_letters);
}

/// Softmax regression over hashed features of an instance. Features have the value idf, each block the length 1.
class ChoiceModel {
 public:
  static constexpr std::uint32_t kBits = 15;  ///< of a hash that are used
  static constexpr std::size_t kSlots = std::size_t{1} << kBits;
  static constexpr std::size_t kMostClasses = 32;
  static std::uint32_t slot(std::uint32_t hash) { return hash & (kSlots - 1); }

  /// What learning produces.
  struct Weights {
    Reads reads = Reads::sentence_and_words;
    std::vector<std::string> classes;
    std::vector<float> of_slot;  ///< kSlots rows of one weight for each class
    std::vector<float> idf;      ///< kSlots; 0 = never seen in training, left out
    std::vector<double> bias;    ///< one for each class
  };

  /// Rounds to what a file can hold, so that a model chooses the same before and after it was written.
  explicit ChoiceModel(const Weights& weights);
  /// Errors: Errc::corrupt.
  static Result<ChoiceModel> parse(std::string_view bytes);
  std::string bytes() const;

  const std::vector<std::string>& classes() const { return classes_; }

  /// Probability of each class, in the order of classes(). Each feature counts once. `seen` has kSlots at
  /// least. Replaces `out`.
  void probabilities(const Instance& instance, FeatureSet& seen, std::vector<double>& out) const;

 private:
  static constexpr std::size_t kLane = 16;  ///< rows are padded to this, so that the compiler adds whole lanes

  ChoiceModel() = default;

  std::size_t row_size() const { return (classes_.size() + kLane - 1) / kLane * kLane; }
  /// Of the i-th weight when rows are not padded.
  std::size_t place(std::size_t i) const { return i / classes_.size() * row_size() + i % classes_.size(); }

  Reads reads_ = Reads::sentence_and_words;
  std::vector<std::string> classes_;
  std::vector<std::int8_t> rows_;  ///< kSlots rows of row_size(), times scale_
  std::vector<std::uint8_t> idf_;  ///< times kIdfStep; 0 = never seen
  std::vector<float> bias_;
  float scale_ = 1;
};

}  // namespace outcry::nlp
