#include "nlp/learn.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

namespace outcry::nlp {
namespace {

using Vector = Eigen::VectorXd;

/// An example as columns of the design: position of each feature and its value.
struct Row {
  std::vector<std::pair<std::uint32_t, double>> features;
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
  std::vector<std::uint32_t> out;
  for (const std::uint32_t hash : hashes) out.push_back(EvidenceModel::slot(hash));
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
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
    if (n[slot] < rare) continue;
    out.column[slot] = out.columns++;
    out.idf[slot] = static_cast<float>(std::log((1.0 + static_cast<double>(examples.size())) / (1.0 + n[slot])) + 1);
  }
  return out;
}

Row row_of(const Example& example, const Design& design) {
  Row out;
  out.kind = static_cast<std::size_t>(example.instance.kind);
  for (std::size_t block = 0; block < kBlocks; ++block) {
    const std::size_t begin = out.features.size();
    double squares = 0;
    for (const std::uint32_t slot : slots_of(example.instance.hashes[block])) {
      if (design.column[slot] == Design::kNone) continue;
      const auto value = static_cast<double>(design.idf[slot]);
      out.features.emplace_back(design.column[slot], value);
      squares += value * value;
    }
    for (std::size_t i = begin; i < out.features.size(); ++i) out.features[i].second /= std::sqrt(squares);
  }
  return out;
}

/// Penalised negative log-likelihood. Parameters: shared weights, then those of each kind of text, then a bias for
/// each kind.
class Loss {
 public:
  Loss(std::span<const Example* const> examples, const Design& design, const LearnOptions& options)
      : columns_(design.columns), penalty_(options.penalty) {
    shared_ = std::sqrt(options.shared);
    own_ = std::sqrt(1 - options.shared);
    for (const Example* example : examples) {
      rows_.push_back(row_of(*example, design));
      sign_.push_back(example->positive ? 1 : -1);
      weight_.push_back(example->weight);
    }
  }

  Eigen::Index size() const { return static_cast<Eigen::Index>((1 + kRegisters) * columns_ + kRegisters); }

  double operator()(const Vector& at, Vector& gradient) const {
    gradient = penalty_ * at;
    gradient.tail(kRegisters) *= kBiasPenalty;
    double out = 0.5 * at.dot(gradient);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const double margin = sign_[i] * score(at, rows_[i]);
      out += weight_[i] * (margin > 0 ? std::log1p(std::exp(-margin)) : -margin + std::log1p(std::exp(margin)));
      add(-weight_[i] * sign_[i] / (1 + std::exp(margin)), rows_[i], gradient);
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
  std::vector<double> sign_;
  std::vector<double> weight_;
};

/// Limited-memory BFGS: two-loop recursion over the last steps, backtracking until Armijo's condition holds.
class Descent {
 public:
  explicit Descent(const Loss& loss) : loss_(loss), at_(Vector::Zero(loss.size())), gradient_(loss.size()) {
    value_ = loss_(at_, gradient_);
  }

  Vector run() {
    for (int i = 0; i < kMostSteps && gradient_.norm() > kSmall; ++i)
      if (!step()) break;
    return at_;
  }

 private:
  static constexpr int kMostSteps = 300;
  static constexpr double kSmall = 1e-3;
  static constexpr std::size_t kMemory = 12;
  struct Pair {
    Vector s, y;
    double rho = 0;
  };

  Vector direction() const {
    Vector q = gradient_;
    std::vector<double> alpha(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      alpha[i] = pairs_[i].rho * pairs_[i].s.dot(q);
      q -= alpha[i] * pairs_[i].y;
    }
    if (!pairs_.empty()) q *= 1 / (pairs_.back().rho * pairs_.back().y.squaredNorm());
    for (std::size_t i = 0; i < pairs_.size(); ++i) q += (alpha[i] - pairs_[i].rho * pairs_[i].y.dot(q)) * pairs_[i].s;
    return -q;
  }

  bool step() {
    const Vector along = direction();
    const double slope = along.dot(gradient_);
    double length = pairs_.empty() ? 1 / std::max(1.0, gradient_.norm()) : 1;
    Vector next_gradient(at_.size());
    for (int tries = 0; tries < 30; ++tries, length /= 2) {
      const Vector next = at_ + length * along;
      const double value = loss_(next, next_gradient);
      if (value > value_ + 1e-4 * length * slope) continue;
      remember(next - at_, next_gradient - gradient_);
      at_ = next;
      gradient_ = next_gradient;
      const bool moved = value_ - value > 1e-9 * std::abs(value_);
      value_ = value;
      return moved;
    }
    return false;
  }

  void remember(Vector s, Vector y) {
    const double curvature = s.dot(y);
    if (curvature <= 1e-12) return;
    pairs_.push_back({std::move(s), std::move(y), 1 / curvature});
    if (pairs_.size() > kMemory) pairs_.pop_front();
  }

  const Loss& loss_;
  Vector at_;
  Vector gradient_;
  double value_ = 0;
  std::deque<Pair> pairs_;
};

EvidenceModel::Weights fit(std::span<const Example* const> examples, const LearnOptions& options) {
  const Design design = design_of(examples, options.rare);
  const Loss loss(examples, design, options);
  const Vector found = Descent(loss).run();
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

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

namespace {

/// Negative log-likelihood of Platt's targets, with its derivatives.
struct PlattLoss {
  std::span<const double> scores;
  const std::vector<bool>& positive;
  double high = 0;
  double low = 0;

  PlattLoss(std::span<const double> s, const std::vector<bool>& p) : scores(s), positive(p) {
    const auto n = static_cast<double>(scores.size());
    const auto n_positive = static_cast<double>(std::ranges::count(positive, true));
    high = (n_positive + 1) / (n_positive + 2);
    low = 1 / (n - n_positive + 2);
  }

  double operator()(const Eigen::Vector2d& at) const {
    double out = 0.5e-6 * (at - Eigen::Vector2d(1, 0)).squaredNorm();
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const double x = at[0] * scores[k] + at[1];
      out += std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))) - (positive[k] ? high : low) * x;
    }
    return out;
  }

  Eigen::Vector2d newton_step(const Eigen::Vector2d& at) const {
    Eigen::Vector2d gradient = 1e-6 * (at - Eigen::Vector2d(1, 0));
    Eigen::Matrix2d curvature = 1e-6 * Eigen::Matrix2d::Identity();
    for (std::size_t k = 0; k < scores.size(); ++k) {
      const double p = logistic(at[0] * scores[k] + at[1]);
      const Eigen::Vector2d x(scores[k], 1);
      gradient += (p - (positive[k] ? high : low)) * x;
      curvature += p * (1 - p) * x * x.transpose();
    }
    return curvature.ldlt().solve(gradient);
  }
};

}  // namespace

Calibration calibrate(std::span<const double> scores, const std::vector<bool>& positive) {
  const PlattLoss loss(scores, positive);
  Eigen::Vector2d at(1, 0);
  double value = loss(at);
  for (int i = 0; i < 100; ++i) {
    Eigen::Vector2d step = loss.newton_step(at);
    double next = loss(at - step);
    for (int tries = 0; tries < 40 && !(next <= value); ++tries) {
      step /= 2;
      next = loss(at - step);
    }
    if (!(next <= value)) break;
    at -= step;
    value = next;
    if (step.norm() < 1e-9) break;
  }
  // Scores that say nothing, or the contrary, are not to be turned round.
  constexpr double kLeastSlope = 1e-3;
  return {std::max(at[0], kLeastSlope), at[1]};
}

std::vector<double> cross_validated(std::span<const Example> examples, const LearnOptions& options) {
  std::vector<double> out(examples.size());
  EvidenceModel::Scratch scratch;
  for (std::uint32_t fold = 0; fold < options.folds; ++fold) {
    std::vector<const Example*> others;
    for (const Example& example : examples)
      if (example.fold != fold) others.push_back(&example);
    const EvidenceModel model(fit(others, options));
    for (std::size_t i = 0; i < examples.size(); ++i)
      if (examples[i].fold == fold) out[i] = model.score(examples[i].instance, scratch);
  }
  return out;
}

namespace {

Calibration calibration_of(std::span<const Example> examples, std::span<const double> scores, Register kind) {
  std::vector<double> some;
  std::vector<bool> positive;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (examples[i].instance.kind != kind || !examples[i].counted) continue;
    some.push_back(scores[i]);
    positive.push_back(examples[i].positive);
  }
  return some.empty() ? Calibration{} : calibrate(some, positive);
}

/// The lowest probability from which on the precision is reached; 0.5 when none is.
double operating_point(std::vector<std::pair<double, bool>> named, double least_precision) {
  std::ranges::sort(named, std::greater<>{}, &std::pair<double, bool>::first);
  double best = 0.5;
  double right = 0;
  for (std::size_t i = 0; i < named.size(); ++i) {
    right += named[i].second ? 1 : 0;
    const bool tied = i + 1 < named.size() && named[i + 1].first == named[i].first;
    if (!tied && right >= least_precision * static_cast<double>(i + 1)) best = named[i].first;
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
  for (const Register kind : {Register::named, Register::given})
    weights.calibration[static_cast<std::size_t>(kind)] = calibration_of(examples, scores, kind);
  const Calibration& c = weights.calibration[0];
  std::vector<std::pair<double, bool>> named;
  for (std::size_t i = 0; i < examples.size(); ++i)
    if (examples[i].instance.kind == Register::named && examples[i].counted)
      named.emplace_back(logistic(c.slope * scores[i] + c.offset), examples[i].positive);
  weights.operating_point = operating_point(std::move(named), options.least_precision);
  return EvidenceModel(weights);
}

}  // namespace outcry::nlp
