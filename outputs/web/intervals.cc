#include "outputs/web/intervals.h"

#include <algorithm>
#include <cmath>

namespace outcry::outputs::web {
namespace {

constexpr double kShare = 0.99;
constexpr double kZ = 2.3263;
constexpr double kLargeMean = 20;
constexpr double kSmallestExcess = 1e-6;
constexpr int kMostSteps = 4000;

double exact(double mean, double excess) {
  const double size = 1 / excess;
  const double growth = mean / (mean + size);
  double chance = std::exp(-size * std::log1p(mean / size));
  double sum = chance;
  int k = 0;
  for (; sum < kShare && k < kMostSteps; ++k) {
    chance *= (k + size) / (k + 1) * growth;
    sum += chance;
  }
  return k;
}

}  // namespace

double usual_high(double mean, double excess) {
  if (!(mean > 0)) return 0;
  const double e = std::max(excess, kSmallestExcess);
  if (mean < kLargeMean) return exact(mean, e);
  const double spread = std::sqrt(mean * (1 + e * mean));
  const double skew = (1 + 2 * e * mean) / spread;
  return mean + spread * (kZ + (kZ * kZ - 1) * skew / 6);
}

}  // namespace outcry::outputs::web
