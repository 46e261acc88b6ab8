// The level of a series as it wanders: a filter in the log domain that says what the next count should be.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detect/noise.h"
#include "detect/pace.h"

namespace outcry::detect {

/// The logarithm of the level relative to the baseline: A + B, two AR(1) parts around -v/2 (so that the level
/// itself has mean 1).
struct LevelState {
  double a = 0;
  double b = 0;
  double p11 = 0;  ///< covariance of (A, B)
  double p12 = 0;
  double p22 = 0;

  template <class Ar>
  void visit(Ar& archive) {
    archive(a, b, p11, p12, p22);
  }
};

/// The noise as the filter needs it, per window.
struct LevelNoise {
  double va = 0;  ///< variance of A: ln(1 + v_short + u)
  double vb = 0;  ///< of B: ln(1 + v_long + 0.04 exp(-age / 5 days))
  double fa = 0;  ///< what remains of A after one window
  double fb = 0;
  double k = 0;

  template <class Ar>
  void visit(Ar& archive) {
    archive(va, vb, fa, fb, k);
  }
};
LevelNoise level_noise(const NoiseFit& fit, double relative_variance, double age_days, const Pace& pace);

/// One-step prediction: x is negative binomial with mean mu and size n = 1/e.
struct Prediction {
  double m = 0;   ///< baseline x exposure
  double p = 0;   ///< variance of the log level, shared by all charts
  double c1 = 0;  ///< covariance of the level with A
  double c2 = 0;  ///< and with B
  double mu = 0;
  double e = 0;  ///< relative variance beyond Poisson
  double s = 0;  ///< relative variance of x, 1/mu + e
};

/// Kalman step in logs with multiplicative state noise. A filter linear in the rate gave 11 to 25 times the asked
/// alarms on AR noise of sd 0.4, in logs 0.4 to 0.7.
///
///     predict  P = P11 + 2 P12 + P22;  mu = m exp(A + B + P/2);  e = P + P^2/2 + k (1 + P)
///     correct  S = 1/mu + e;  d = ln(1 + P/S (x/mu - 1)) + P^2/(2 S);  (A, B) += d c/P;  P -= c c^T / S
///     revert   A = -v/2 + f (A + v/2);  P11 = f^2 P11 + (1 - f^2) v;  B likewise;  P12 *= fa fb
///
/// Cost: one exp and one log a window.
Prediction predict(const LevelState& state, double m, const LevelNoise& noise);
void correct(LevelState& state, const Prediction& prediction, double x);
void revert(LevelState& state, const LevelNoise& noise);
/// A level that nothing is known of.
LevelState resting_level(const LevelNoise& noise);

/// The mean path (a, b) of a chart through the same steps, with its own mean `mu` and the shared covariance.
struct Path {
  double a = 0;
  double b = 0;
};
void correct_path(Path& path, const Prediction& shared, double mu, double x);
void revert_path(Path& path, const LevelNoise& noise);

}  // namespace outcry::detect
