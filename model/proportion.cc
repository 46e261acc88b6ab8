#include "model/proportion.h"

#include <algorithm>
#include <cmath>

namespace outcry {

Proportion wilson(std::uint32_t k, std::uint32_t n) {
  constexpr double z = 1.959964;
  if (n == 0) return {0, 0, 1, 0};
  const double count = n;
  const double p = k / count;
  const double centre = (p + z * z / (2 * count)) / (1 + z * z / count);
  const double half = z / (1 + z * z / count) * std::sqrt(p * (1 - p) / count + z * z / (4 * count * count));
  // What is exact is said exactly: not 5.6e-17.
  return {p, k == 0 ? 0 : std::max(0.0, centre - half), k == n ? 1 : std::min(1.0, centre + half), n};
}

Scope completeness(std::uint32_t complete, std::uint32_t intermittent, std::uint32_t least) {
  const std::uint32_t n = complete + intermittent;
  if (n < std::max(1U, least)) return Scope::unknown;
  const Proportion share = wilson(complete, n);
  if (share.low > 0.5) return Scope::complete;
  if (share.high < 0.5 || (share.low > 0.2 && share.high < 0.8)) return Scope::intermittent;
  return Scope::unknown;
}

}  // namespace outcry
