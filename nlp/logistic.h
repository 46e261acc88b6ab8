// What learning and judging share of logistic regression.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace outcry::nlp {

/// Log-odds to a probability.
inline double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// The slots that hashes fall into, each once, ascending. `slot` maps a hash to its slot.
template <class Slot>
std::vector<std::uint32_t> distinct_slots(const std::vector<std::uint32_t>& hashes, const Slot& slot) {
  std::vector<std::uint32_t> out;
  out.reserve(hashes.size());
  for (const std::uint32_t hash : hashes) out.push_back(slot(hash));
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace outcry::nlp
