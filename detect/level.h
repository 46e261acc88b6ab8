// The level of a series as it wanders: a filter in the log domain that says what the next count should be.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detect/lanes.h"

namespace outcry::detect {

/// The logarithm of the level relative to the baseline: A + B, two AR(1) parts around -v/2 (so that the level
/// itself has mean 1). Of eight series, as everything here.
struct LevelState {
  Lanes a{};
  Lanes b{};
  Lanes p11{};  ///< covariance of (A, B)
  Lanes p12{};
  Lanes p22{};

  template <class Ar>
  void visit(Ar& archive) {
    archive(a, b, p11, p12, p22);
  }
};

/// The noise as the filter needs it, per window.
struct LevelNoise {
  Lanes va{};  ///< variance of A: ln(1 + v_short + u)
  Lanes vb{};  ///< of B: ln(1 + v_long + 0.04 exp(-age / 5 days))
  Lanes fa{};  ///< what remains of A after one window
  Lanes fb{};
  Lanes k{};

  template <class Ar>
  void visit(Ar& archive) {
    archive(va, vb, fa, fb, k);
  }
};

/// The term of vb that a young series has more, whose bursts are not known yet.
inline double young_variance(double age_days) { return 0.04 * std::exp(-age_days / 5); }

/// One-step prediction: x is negative binomial with mean mu and size n = 1/e.
struct Prediction {
  Lanes m{};   ///< baseline x exposure
  Lanes p{};   ///< variance of the log level, shared by all charts
  Lanes c1{};  ///< covariance of the level with A
  Lanes c2{};  ///< and with B
  Lanes mu{};
  Lanes e{};  ///< relative variance beyond Poisson
  Lanes s{};  ///< relative variance of x, 1/mu + e
};

/// Kalman step in logs with multiplicative state noise. A filter linear in the rate gave 11 to 25 times the asked
/// alarms on AR noise of sd 0.4, in logs 0.4 to 0.7.
///
///     predict  P = P11 + 2 P12 + P22;  mu = m exp(A + B + P/2);  e = P + P^2/2 + k (1 + P)
///     correct  S = 1/mu + e;  d = ln(1 + P/S (x/mu - 1)) + P^2/(2 S);  (A, B) += d c/P;  P -= c c^T / S
///     revert   A = -v/2 + f (A + v/2);  P11 = f^2 P11 + (1 - f^2) v;  B likewise;  P12 *= fa fb
///
/// Cost: one exponential and one logarithm a window, for eight series at once.
OUTCRY_LANES Prediction predict(const LevelState& state, Lanes m, const LevelNoise& noise) {
  constexpr float kLeastMean = 1e-9F;
  constexpr float kMostMean = 1e15F;
  constexpr float kLeastExcess = 1e-9F;
  Prediction out;
  out.m = larger(m, lanes(kLeastMean));
  out.c1 = state.p11 + state.p12;
  out.c2 = state.p12 + state.p22;
  out.p = larger(lanes(1e-12), out.c1 + out.c2);
  const Lanes level = exponential(state.a + state.b + out.p * 0.5F);
  out.mu = larger(lanes(kLeastMean), smaller(lanes(kMostMean), out.m * level));
  out.e = larger(lanes(kLeastExcess), out.p + out.p * out.p * 0.5F + noise.k * (1.0F + out.p));
  out.s = 1.0F / out.mu + out.e;
  return out;
}

/// d of the correction: the log of the updated level over the predicted one, for a mean `mu` and an excess `e`.
OUTCRY_LANES Lanes correction(const Prediction& shared, Lanes mu, Lanes e, Lanes x) {
  const Lanes inverse = 1.0F / (1.0F + e * mu);  // 1/S = mu / (1 + e mu)
  return logarithm_of_one_plus(larger(lanes(1e-6 - 1), shared.p * inverse * (x - mu))) +
         shared.p * shared.p * mu * inverse * 0.5F;
}

OUTCRY_LANES void correct(LevelState& state, const Prediction& prediction, Lanes x) {
  const Lanes d = correction(prediction, prediction.mu, prediction.e, x) / prediction.p;
  const Lanes inverse = 1.0F / prediction.s;
  state.a += d * prediction.c1;
  state.b += d * prediction.c2;
  state.p11 -= prediction.c1 * prediction.c1 * inverse;
  state.p12 -= prediction.c1 * prediction.c2 * inverse;
  state.p22 -= prediction.c2 * prediction.c2 * inverse;
}

OUTCRY_LANES void revert(LevelState& state, const LevelNoise& noise) {
  const Lanes at_a = noise.va * -0.5F;
  const Lanes at_b = noise.vb * -0.5F;
  state.a = at_a + noise.fa * (state.a - at_a);
  state.b = at_b + noise.fb * (state.b - at_b);
  state.p11 = noise.va + noise.fa * noise.fa * (state.p11 - noise.va);
  state.p22 = noise.vb + noise.fb * noise.fb * (state.p22 - noise.vb);
  state.p12 *= noise.fa * noise.fb;
}

/// A level that nothing is known of.
OUTCRY_LANES LevelState resting_level(const LevelNoise& noise) {
  return {noise.va * -0.5F, noise.vb * -0.5F, noise.va, Lanes{}, noise.vb};
}

/// The mean path (a, b) of a chart through the same steps, with its own mean and excess and the shared covariance.
struct Path {
  Lanes a{};
  Lanes b{};
};
OUTCRY_LANES void correct_path(Path& path, const Prediction& shared, Lanes mu, Lanes e, Lanes x) {
  const Lanes d = correction(shared, mu, e, x) / shared.p;
  path.a += d * shared.c1;
  path.b += d * shared.c2;
}
OUTCRY_LANES void revert_path(Path& path, const LevelNoise& noise) {
  const Lanes at_a = noise.va * -0.5F;
  const Lanes at_b = noise.vb * -0.5F;
  path.a = at_a + noise.fa * (path.a - at_a);
  path.b = at_b + noise.fb * (path.b - at_b);
}

}  // namespace outcry::detect
