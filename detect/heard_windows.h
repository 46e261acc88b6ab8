// Which windows of the last hours were heard.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "detect/baseline.h"

namespace outcry::detect {

/// A window that was heard.
struct HeardWindow {
  std::int64_t number = 0;
  WeekTime when;
  double factor = 1;  ///< exposure: expected counts are multiplied by it

  template <class A>
  void visit(A& archive) {
    archive(number, when, factor);
  }
};

/// The same for all series: what one of them expected in these windows follows from its baseline.
class HeardWindows {
 public:
  /// By number, rising.
  void add(const HeardWindow& window) { windows_.push_back(window); }
  /// Drops the windows before `oldest`.
  void forget(std::int64_t oldest) {
    while (!windows_.empty() && windows_.front().number < oldest) windows_.pop_front();
  }
  /// f(window) for every window heard from `first` on, in order.
  template <class F>
  void each_from(std::int64_t first, F&& f) const {
    for (const HeardWindow& window : windows_)
      if (window.number >= first) f(window);
  }

  /// False for what a damaged snapshot holds.
  bool consistent() const {
    return std::ranges::all_of(windows_, [](const HeardWindow& window) { return window.when.in_range(); });
  }

  template <class A>
  void visit(A& archive) {
    archive(windows_);
  }

 private:
  std::deque<HeardWindow> windows_;
};

}  // namespace outcry::detect
