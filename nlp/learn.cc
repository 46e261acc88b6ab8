#include "nlp/learn.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "nlp/descent.h"
#include "nlp/logistic.h"

namespace outcry::nlp {
namespace {

using Vector = Eigen::VectorXd;

/// An example as columns of the design: position of each feature and its value.
struct Row {
  SparseRow features;
  std::size_t kind = 0;
};

/// The features of the examples, numbered from 0, and how rare each is.
struct Design {
  std::vector<std::uint32_t> column;  ///< by slot; kNone = left out
  std::vector<float> idf;             ///< by slot
  std::uint32_t columns = 0;
  static constexpr std::uint32_t kNone = 0xffffffff;
};

std::vector<std::uint32_t> slots_of(const std::vector<std::uint32_t>& hashes) {
  return distinct_slots(hashes, EvidenceModel::slot);
}

Design design_of(std::span<const Example* const> examples, std::uint32_t rare) {
  std::vector<std::uint32_t> n(EvidenceModel::kSlots);
  for (const Example* example : examples)
    for (const auto& hashes : example->instance.hashes)
      for (const std::uint32_t slot : slots_of(hashes)) ++n[slot];
  Design out;
  out.column.assign(EvidenceModel::kSlots, Design::kNone);
  out.idf.assign(EvidenceModel::kSlots, 0);
  for (std::size_t slot = 0; slot < n.size(); ++slot) {
    out.idf[slot] = inverse_frequency(n[slot], examples.size(), rare);
    if (out.idf[slot] != 0) out.column[slot] = out.columns++;
  }
  return out;
}

Row row_of(const Example& example, const Design& design) {
  Row out;
  out.kind = static_cast<std::size_t>(example.instance.kind);
  for (const auto& hashes : example.instance.hashes) add_block(slots_of(hashes), design.idf, out.features);
  for (auto& [place, value] : out.features) place = design.column[place];
  return out;
}

/// Penalised negative log-likelihood. Parameters: shared weights, then those of each kind of text, then a bias for
/// each kind.
class EvidenceLoss {
 public:
  EvidenceLoss(std::span<const Example* const> examples, const Design& design, const LearnOptions& options)
      : columns_(design.columns), penalty_(options.penalty) {
    shared_ = std::sqrt(options.shared);
    own_ = std::sqrt(1 - options.shared);
    for (const Example* example : examples) {
      rows_.push_back(row_of(*example, design));
      truth_.push_back(example->truth);
      weight_.push_back(example->weight);
    }
  }

  Eigen::Index size() const { return static_cast<Eigen::Index>((1 + kRegisters) * columns_ + kRegisters); }

  double operator()(const Vector& at, Vector& gradient) const {
    gradient = penalty_ * at;
    gradient.tail(kRegisters) *= kBiasPenalty;
    double out = 0.5 * at.dot(gradient);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const double x = score(at, rows_[i]);
      out += weight_[i] * (std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))) - truth_[i] * x);
      add(weight_[i] * (logistic(x) - truth_[i]), rows_[i], gradient);
    }
    return out;
  }

  /// Weights as they are used: shared and own folded into one.
  double folded(const Vector& at, std::size_t kind, std::uint32_t column) const {
    return shared_ * at[column] + own_ * at[own(kind, column)];
  }
  double bias(const Vector& at, std::size_t kind) const { return at[bias_at(kind)]; }

 private:
  static constexpr double kBiasPenalty = 0.01;

  Eigen::Index own(std::size_t kind, std::uint32_t column) const {
    return static_cast<Eigen::Index>((1 + kind) * columns_ + column);
  }
  Eigen::Index bias_at(std::size_t kind) const { return static_cast<Eigen::Index>((1 + kRegisters) * columns_ + kind); }

  double score(const Vector& at, const Row& row) const {
    double sum = at[bias_at(row.kind)];
    for (const auto& [column, value] : row.features) sum += value * folded(at, row.kind, column);
    return sum;
  }

  void add(double slope, const Row& row, Vector& gradient) const {
    gradient[bias_at(row.kind)] += slope;
    for (const auto& [column, value] : row.features) {
      gradient[column] += slope * value * shared_;
      gradient[own(row.kind, column)] += slope * value * own_;
    }
  }

  std::size_t columns_;
  double penalty_;
  double shared_ = 0;
  double own_ = 0;
  std::vector<Row> rows_;
  std::vector<double> truth_;
  std::vector<double> weight_;
};

EvidenceModel::Weights fit(std::span<const Example* const> examples, const LearnOptions& options) {
  const Design design = design_of(examples, options.rare);
  const EvidenceLoss loss(examples, design, options);
  const Vector found = minimise(std::cref(loss), loss.size());
  EvidenceModel::Weights out;
  out.idf = design.idf;
  for (std::size_t kind = 0; kind < kRegisters; ++kind) {
    out.bias[kind] = loss.bias(found, kind);
    auto& weights = out.of_slot[kind];
    weights.assign(EvidenceModel::kSlots, 0);
    for (std::size_t slot = 0; slot < weights.size(); ++slot)
      if (design.column[slot] != Design::kNone)
        weights[slot] = static_cast<float>(loss.folded(found, kind, design.column[slot]));
  }
  return out;
}

/// Negative log-likelihood of Platt's targets.
struct PlattLoss {
  std::span<const Scored> scores;
  Voices voices;
  double high = 0;
  double low = 0;

  PlattLoss(std::span<const Scored> all, Voices heard) : scores(all), voices(heard) {
    const auto n = static_cast<double>(scores.size());
    const auto n_positive = static_cast<double>(std::ranges::count(scores, true, &Scored::positive));
    high = (n_positive + 1) / (n_positive + 2);
    low = 1 / (n - n_positive + 2);
  }

  static constexpr double kPenalty = 1e-6;  ///< towards a slope of 1

  double operator()(const Vector& at, Vector& gradient) const {
    const Eigen::Vector3d away = at.head<3>() - Eigen::Vector3d(1, 0, 0);
    gradient = kPenalty * away;
    double out = 0.5 * kPenalty * away.squaredNorm();
    for (const Scored& one : scores) {
      const Eigen::Vector3d x(one.score, voices == Voices::model ? 0 : one.rules, 1);
      const double logit = x.dot(at.head<3>());
      const double target = one.positive ? high : low;
      out += std::max(logit, 0.0) + std::log1p(std::exp(-std::abs(logit))) - target * logit;
      gradient += (logistic(logit) - target) * x;
    }
    return out;
  }
};

}  // namespace

Calibration calibrate(std::span<const Scored> scores, Voices voices) {
  if (scores.empty()) return {};
  const Vector at = minimise(PlattLoss(scores, voices), 3);
  constexpr double kLeastSlope = 1e-3;
  if (at[1] < 0) return calibrate(scores, Voices::model);
  return {std::max(at[0], kLeastSlope), at[1], at[2]};
}

Calibrations calibrations(std::span<const Example> examples, std::span<const double> scores,
                          std::optional<std::uint32_t> fold) {
  constexpr std::size_t kEnough = 200;
  constexpr std::size_t kEnoughOfEach = 30;
  Calibrations out;
  for (const Register kind : {Register::named, Register::given}) {
    for (const Tongue tongue : {Tongue::english, Tongue::other}) {
      std::vector<Scored> all;
      std::vector<Scored> counted;
      for (std::size_t i = 0; i < examples.size(); ++i) {
        const Example& one = examples[i];
        if (one.instance.kind != kind || one.instance.tongue != tongue || one.fold == fold) continue;
        all.push_back({scores[i], one.instance.rules, one.positive()});
        if (one.counted) counted.push_back(all.back());
      }
      const auto positive = static_cast<std::size_t>(std::ranges::count(counted, true, &Scored::positive));
      const bool enough = counted.size() >= kEnough && std::min(positive, counted.size() - positive) >= kEnoughOfEach;
      out[static_cast<std::size_t>(kind)][static_cast<std::size_t>(tongue)] =
          calibrate(enough ? counted : all, Voices::model_and_rules);
    }
  }
  return out;
}

std::vector<double> cross_validated(std::span<const Example> examples, const LearnOptions& options) {
  std::vector<double> out(examples.size());
  FeatureSet seen(EvidenceModel::kSlots);
  for (std::uint32_t fold = 0; fold < options.folds; ++fold) {
    std::vector<const Example*> others;
    for (const Example& example : examples)
      if (example.fold != fold) others.push_back(&example);
    const EvidenceModel model(fit(others, options));
    for (std::size_t i = 0; i < examples.size(); ++i)
      if (examples[i].fold == fold) out[i] = model.score(examples[i].instance, seen);
  }
  return out;
}

namespace {

/// The lowest probability from which on the precision is reached; 0.5 when none is.
double operating_point(std::vector<std::pair<double, bool>> judged, double least_precision) {
  std::ranges::sort(judged, std::greater<>{}, &std::pair<double, bool>::first);
  double best = 0.5;
  double right = 0;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    right += judged[i].second ? 1 : 0;
    const bool tied = i + 1 < judged.size() && judged[i + 1].first == judged[i].first;
    if (!tied && right >= least_precision * static_cast<double>(i + 1)) best = judged[i].first;
  }
  return best;
}

}  // namespace

EvidenceModel learn(std::span<const Example> examples, const LearnOptions& options) {
  const std::vector<double> scores = cross_validated(examples, options);
  std::vector<const Example*> all;
  for (const Example& example : examples) all.push_back(&example);
  EvidenceModel::Weights weights = fit(all, options);
  weights.origin = options.origin;
  weights.calibration = calibrations(examples, scores);
  std::array<std::vector<std::pair<double, bool>>, kRegisters> judged;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const Instance& instance = examples[i].instance;
    if (!examples[i].counted) continue;
    const Calibration& c = calibration_of(weights.calibration, instance);
    const double probability = logistic(c.log_odds(scores[i], instance.rules));
    judged[static_cast<std::size_t>(instance.kind)].emplace_back(probability, examples[i].positive());
  }
  for (std::size_t r = 0; r < kRegisters; ++r)
    weights.operating_point[r] = operating_point(std::move(judged[r]), options.least_precision[r]);
  return EvidenceModel(weights);
}

}  // namespace outcry::nlp
