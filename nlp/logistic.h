// What learning and judging share of logistic regression.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
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

/// How rare a feature is that `with` of `n` examples have; 0 = too rare, left out.
inline float inverse_frequency(std::uint32_t with, std::size_t n, std::uint32_t rare) {
  return with < rare ? 0 : static_cast<float>(std::log((1.0 + static_cast<double>(n)) / (1.0 + with)) + 1);
}

/// An example as places in the table of weights and values there.
using SparseRow = std::vector<std::pair<std::uint32_t, double>>;

/// Adds one block of features, brought to length 1; those whose `idf` is 0 are left out.
inline void add_block(const std::vector<std::uint32_t>& slots, const std::vector<float>& idf, SparseRow& row) {
  const std::size_t begin = row.size();
  double squares = 0;
  for (const std::uint32_t slot : slots) {
    const auto value = static_cast<double>(idf[slot]);
    if (value == 0) continue;
    row.emplace_back(slot, value);
    squares += value * value;
  }
  for (std::size_t i = begin; i < row.size(); ++i) row[i].second /= std::sqrt(squares);
}

}  // namespace outcry::nlp
