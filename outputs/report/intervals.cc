#include "outputs/report/intervals.h"

#include <algorithm>
#include <cmath>

#include "model/proportion.h"

namespace outcry::outputs::report {
namespace {

constexpr double kNormal95 = 1.959963984540054;

}  // namespace

Range share_of(std::uint64_t k, std::uint64_t n) {
  const auto all = static_cast<std::uint32_t>(n);
  const Proportion share = wilson(std::min(static_cast<std::uint32_t>(k), all), all);
  return {share.low, share.value, share.high};
}

Range ratio_of(std::uint64_t observed, double expected) {
  const auto limit = [](double count, double z) {
    return count <= 0 ? 0.0 : count * std::pow(1 - 1 / (9 * count) + z / (3 * std::sqrt(count)), 3);
  };
  const double n = static_cast<double>(observed);
  return {std::max(0.0, limit(n, -kNormal95)) / expected, n / expected, limit(n + 1, kNormal95) / expected};
}

}  // namespace outcry::outputs::report
