#include "nlp/learn_choice.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "nlp/descent.h"
#include "nlp/logistic.h"

namespace outcry::nlp {
namespace {

using Vector = Eigen::VectorXd;

std::vector<std::uint32_t> slots_of(const std::vector<std::uint32_t>& hashes) {
  return distinct_slots(hashes, ChoiceModel::slot);
}

std::vector<float> idf_of(std::span<const ChoiceExample> examples, const LearnChoiceOptions& options) {
  std::vector<std::uint32_t> n(ChoiceModel::kSlots);
  for (const ChoiceExample& example : examples)
    for (std::size_t block = 0; block < kBlocks; ++block)
      if (looks_at(options.reads, static_cast<Block>(block)))
        for (const std::uint32_t slot : slots_of(example.instance->hashes[block])) ++n[slot];
  std::vector<float> out(ChoiceModel::kSlots);
  for (std::size_t slot = 0; slot < n.size(); ++slot)
    out[slot] = inverse_frequency(n[slot], examples.size(), options.rare);
  return out;
}

SparseRow row_of(const Instance& instance, const std::vector<float>& idf, Reads reads) {
  SparseRow out;
  for (std::size_t block = 0; block < kBlocks; ++block)
    if (looks_at(reads, static_cast<Block>(block))) add_block(slots_of(instance.hashes[block]), idf, out);
  return out;
}

/// Parameters: one row of a weight for each class by slot, then one bias for each class.
class ChoiceLoss {
 public:
  ChoiceLoss(std::span<const ChoiceExample> examples, const std::vector<float>& idf, std::size_t classes,
             const LearnChoiceOptions& options)
      : examples_(examples), classes_(static_cast<Eigen::Index>(classes)), penalty_(options.penalty) {
    for (const ChoiceExample& example : examples) rows_.push_back(row_of(*example.instance, idf, options.reads));
  }

  Eigen::Index size() const { return bias_at() + classes_; }
  Eigen::Index bias_at() const { return static_cast<Eigen::Index>(ChoiceModel::kSlots) * classes_; }

  double operator()(const Vector& at, Vector& gradient) const {
    gradient = penalty_ * at;
    gradient.tail(classes_) *= kBiasPenalty;
    double out = 0.5 * at.dot(gradient);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      Vector p = logits(at, rows_[i]);
      const double most = p.maxCoeff();
      const double sum = (p.array() - most).exp().sum();
      out += examples_[i].weight * (most + std::log(sum) - p[examples_[i].truth]);
      p = ((p.array() - most).exp() / sum).matrix();
      p[examples_[i].truth] -= 1;
      p *= examples_[i].weight;
      for (const auto& [slot, value] : rows_[i])
        gradient.segment(static_cast<Eigen::Index>(slot) * classes_, classes_) += value * p;
      gradient.tail(classes_) += p;
    }
    return out;
  }

 private:
  static constexpr double kBiasPenalty = 0.01;

  Vector logits(const Vector& at, const SparseRow& row) const {
    Vector out = at.tail(classes_);
    for (const auto& [slot, value] : row)
      out += value * at.segment(static_cast<Eigen::Index>(slot) * classes_, classes_);
    return out;
  }

  std::span<const ChoiceExample> examples_;
  std::vector<SparseRow> rows_;
  Eigen::Index classes_;
  double penalty_;
};

}  // namespace

ChoiceModel learn_choice(std::span<const ChoiceExample> examples, const std::vector<std::string>& classes,
                         const LearnChoiceOptions& options) {
  ChoiceModel::Weights out;
  out.classes = classes;
  out.reads = options.reads;
  out.idf = idf_of(examples, options);
  const ChoiceLoss loss(examples, out.idf, classes.size(), options);
  const Vector found = minimise(std::cref(loss), loss.size());
  for (Eigen::Index i = 0; i < loss.bias_at(); ++i) out.of_slot.push_back(static_cast<float>(found[i]));
  for (Eigen::Index i = loss.bias_at(); i < found.size(); ++i) out.bias.push_back(found[i]);
  return ChoiceModel(out);
}

std::vector<std::uint32_t> cross_validated_choices(std::span<const ChoiceExample> asked,
                                                   std::span<const ChoiceExample> examples,
                                                   const std::vector<std::string>& classes,
                                                   const LearnChoiceOptions& options) {
  std::vector<std::uint32_t> out(asked.size());
  FeatureSet seen(ChoiceModel::kSlots);
  std::vector<double> p;
  for (std::uint32_t fold = 0; fold < options.folds; ++fold) {
    std::vector<ChoiceExample> others;
    std::ranges::copy_if(examples, std::back_inserter(others), [&](const auto& one) { return one.fold != fold; });
    const ChoiceModel model = learn_choice(others, classes, options);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (asked[i].fold != fold) continue;
      model.probabilities(*asked[i].instance, seen, p);
      out[i] = static_cast<std::uint32_t>(std::ranges::max_element(p) - p.begin());
    }
  }
  return out;
}

}  // namespace outcry::nlp
