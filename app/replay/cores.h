// Several cores for one piece of work: what the detector goes through all its series with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <functional>
#include <optional>

namespace outcry::app {

/// So many threads, the caller's one of them. Used by one thread at a time.
class Cores {
 public:
  /// threads >= 1.
  explicit Cores(unsigned threads);
  ~Cores();
  Cores(const Cores&) = delete;
  Cores& operator=(const Cores&) = delete;

  /// Cuts [0, n) into ranges, a few for each thread, and calls f(first, last) of each, several at once; returns when
  /// all have returned. f throws nothing.
  void for_ranges(std::size_t n, const std::function<void(std::size_t first, std::size_t last)>& f);

 private:
  unsigned threads_;
  std::optional<boost::asio::thread_pool> others_;  ///< nothing with one thread
};

}  // namespace outcry::app
