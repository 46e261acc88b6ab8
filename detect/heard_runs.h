// Which windows of the last hours were heard, and what was expected in them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

namespace outcry::detect {

/// In runs of neighbouring windows with the mean of what they expected: a run ends at a window that nobody heard, and
/// after `longest` windows, within which the expected changes little. So hours take a few dozen numbers.
class HeardRuns {
 public:
  /// By number, rising.
  void add(std::int64_t number, double expected, std::int64_t longest) { add_run(number, 1, expected, longest); }

  /// So many windows from `first` on that expected the same each; nothing where `n` < 1.
  void add_run(std::int64_t first, std::int64_t n, double expected, std::int64_t longest) {
    if (n < 1) return;
    const bool on = !runs_.empty() && runs_.back().first + runs_.back().n == first && runs_.back().n + n <= longest;
    if (!on) runs_.push_back({first, 0, 0});
    runs_.back().n += n;
    runs_.back().expected += static_cast<double>(n) * expected;
  }

  /// Drops the runs that end before `oldest`.
  void forget(std::int64_t oldest) {
    while (!runs_.empty() && runs_.front().first + runs_.front().n <= oldest) runs_.pop_front();
  }

  bool empty() const { return runs_.empty(); }

  /// f(number, expected) for every window heard from `from` on, in order.
  template <class F>
  void each_from(std::int64_t from, F&& f) const {
    for (const Run& run : runs_)
      for (std::int64_t number = std::max(run.first, from); number < run.first + run.n; ++number)
        f(number, run.expected / static_cast<double>(run.n));
  }

  template <class A>
  void visit(A& archive) {
    archive(runs_);
  }

 private:
  struct Run {
    std::int64_t first = 0;
    std::int64_t n = 0;
    double expected = 0;  ///< sum
    template <class A>
    void visit(A& archive) {
      archive(first, n, expected);
    }
  };
  std::deque<Run> runs_;
};

}  // namespace outcry::detect
