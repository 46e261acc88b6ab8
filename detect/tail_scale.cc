#include "detect/tail_scale.h"

#include <algorithm>
#include <cmath>

namespace outcry::detect {
namespace {

constexpr double kFirstGain = 3;
constexpr double kMemory = 20;
constexpr double kMostExcess = 8;
/// Residuals move by 0.4 to 1.1 with one count: a series that was silent must not take its first for a wonder.
constexpr double kSmallestScale = 0.1;

double power8(double x) {
  x *= x;
  x *= x;
  return x * x;
}

}  // namespace

void TailScale::close_block(double blocks_per_day) {
  if (!started_) return;
  started_ = false;
  const double q = std::min(0.5, kPerDay / blocks_per_day);
  ++blocks_;
  if (blocks_ <= kYoungBlocks)
    learn_young(q);
  else
    learn_grown(q);
}

void TailScale::learn_young(double q) {
  const auto n = static_cast<double>(blocks_);
  centre_ += (highest_ - centre_) / n;
  deviation_ += (std::abs(highest_ - centre_) - deviation_) / n;
  scale_ = std::max(deviation_, kSmallestScale);
  level_ = centre_ + scale_ * std::max(0.0, std::log(0.5 / q));
}

void TailScale::learn_grown(double q) {
  const double gain = 1 / std::min(static_cast<double>(blocks_) * q + kFirstGain, kMemory);
  if (highest_ <= level_) {
    level_ -= gain * scale_ * q;
    return;
  }
  const double excess = std::min(highest_ - level_, kMostExcess * scale_);
  level_ += gain * scale_ * (1 - q);
  scale_ = std::max(scale_ + gain * ((1 - kShape) * excess - scale_), kSmallestScale);
}

double TailScale::waiting_days(double y) const {
  constexpr double kMost = 1e30;
  const double z = (y - level_) / std::max(scale_, kSmallestScale);
  const double days = z > 0 ? power8(1 + kShape * std::min(z, 1e6)) / kPerDay : std::exp(std::max(z, -60.0)) / kPerDay;
  return std::clamp(days, 1 / kMost, kMost);
}

}  // namespace outcry::detect
