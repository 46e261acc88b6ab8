#include "outputs/report/intervals.h"

#include <algorithm>
#include <cmath>

namespace outcry::outputs::report {
namespace {

constexpr double kNormal95 = 1.959963984540054;

}  // namespace

Range share_of(std::uint64_t k, std::uint64_t n) {
  const double all = static_cast<double>(n);
  const double share = static_cast<double>(std::min(k, n)) / all;
  const double z2 = kNormal95 * kNormal95;
  const double centre = (share + z2 / (2 * all)) / (1 + z2 / all);
  const double half = kNormal95 / (1 + z2 / all) * std::sqrt(share * (1 - share) / all + z2 / (4 * all * all));
  return {std::max(0.0, centre - half), share, std::min(1.0, centre + half)};
}

Range ratio_of(std::uint64_t observed, double expected) {
  const auto limit = [](double count, double z) {
    return count <= 0 ? 0.0 : count * std::pow(1 - 1 / (9 * count) + z / (3 * std::sqrt(count)), 3);
  };
  const double n = static_cast<double>(observed);
  return {std::max(0.0, limit(n, -kNormal95)) / expected, n / expected, limit(n + 1, kNormal95) / expected};
}

}  // namespace outcry::outputs::report
