// Work shared by two threads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <thread>

namespace outcry::benchmarks {

/// f(0), ..., f(n - 1), each once, in any order, by two threads. What they write must lie apart.
template <class F>
void in_two_threads(std::size_t n, const F& f) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < n; i = next++) f(i);
  };
  const std::jthread other(work);
  work();
}

}  // namespace outcry::benchmarks
