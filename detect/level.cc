#include "detect/level.h"

#include <algorithm>
#include <cmath>

#include "detect/small_numbers.h"

namespace outcry::detect {
namespace {

constexpr double kLeastMean = 1e-9;
constexpr double kLeastExcess = 1e-9;
constexpr double kYoungVariance = 0.04;
constexpr double kYoungDays = 5;

/// d of the correction: the log of the updated level over the predicted one.
double step(double p, double mu, double e, double x) {
  const double s = 1 / mu + e;
  return quick_log1p(std::max(1e-6 - 1, p / s * (x / mu - 1))) + p * p / (2 * s);
}

}  // namespace

LevelNoise level_noise(const NoiseFit& fit, double relative_variance, double age_days, const Pace& pace) {
  LevelNoise out;
  out.va = std::log(1 + fit.v_short + relative_variance);
  out.vb = std::log(1 + fit.v_long + kYoungVariance * std::exp(-age_days / kYoungDays));
  out.fa = pace.keep(fit.half_life_short);
  out.fb = pace.keep(fit.half_life_long);
  out.k = fit.k;
  return out;
}

Prediction predict(const LevelState& state, double m, const LevelNoise& noise) {
  Prediction out;
  out.m = std::max(m, kLeastMean);
  out.c1 = state.p11 + state.p12;
  out.c2 = state.p12 + state.p22;
  out.p = std::max(1e-12, out.c1 + out.c2);
  out.mu = std::max(kLeastMean, out.m * std::exp(state.a + state.b + out.p / 2));
  out.e = std::max(kLeastExcess, out.p + out.p * out.p / 2 + noise.k * (1 + out.p));
  out.s = 1 / out.mu + out.e;
  return out;
}

void correct(LevelState& state, const Prediction& prediction, double x) {
  const double d = step(prediction.p, prediction.mu, prediction.e, x);
  state.a += d * prediction.c1 / prediction.p;
  state.b += d * prediction.c2 / prediction.p;
  state.p11 -= prediction.c1 * prediction.c1 / prediction.s;
  state.p12 -= prediction.c1 * prediction.c2 / prediction.s;
  state.p22 -= prediction.c2 * prediction.c2 / prediction.s;
}

void revert(LevelState& state, const LevelNoise& noise) {
  state.a = -noise.va / 2 + noise.fa * (state.a + noise.va / 2);
  state.b = -noise.vb / 2 + noise.fb * (state.b + noise.vb / 2);
  state.p11 = noise.fa * noise.fa * state.p11 + (1 - noise.fa * noise.fa) * noise.va;
  state.p22 = noise.fb * noise.fb * state.p22 + (1 - noise.fb * noise.fb) * noise.vb;
  state.p12 *= noise.fa * noise.fb;
}

LevelState resting_level(const LevelNoise& noise) { return {-noise.va / 2, -noise.vb / 2, noise.va, 0, noise.vb}; }

void correct_path(Path& path, const Prediction& shared, double mu, double x) {
  const double d = step(shared.p, mu, shared.e, x);
  path.a += d * shared.c1 / shared.p;
  path.b += d * shared.c2 / shared.p;
}

void revert_path(Path& path, const LevelNoise& noise) {
  path.a = -noise.va / 2 + noise.fa * (path.a + noise.va / 2);
  path.b = -noise.vb / 2 + noise.fb * (path.b + noise.vb / 2);
}

}  // namespace outcry::detect
