#include "nlp/descent.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>
#include <vector>

namespace outcry::nlp {
namespace {

using Vector = Eigen::VectorXd;

class Descent {
 public:
  Descent(const Loss& loss, Eigen::Index size) : loss_(loss), at_(Vector::Zero(size)), gradient_(size) {
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

}  // namespace

Eigen::VectorXd minimise(const Loss& loss, Eigen::Index size) { return Descent(loss, size).run(); }

}  // namespace outcry::nlp
