// Between the loop that listens and the thread that analyses: a queue for each source, bounded by bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "ingest/source.h"

namespace outcry::app {

/// What a source has to say. Status travels with the records, so that both arrive in their order.
struct LiveItem {
  LiveItem() = default;
  enum class Kind : std::uint8_t { records, status, ended };
  Kind kind = Kind::records;
  std::size_t source = 0;
  ingest::SourceBatch batch;
  ingest::SourceStatus status;
};

/// Many producers on one loop, one consumer on another thread. Records wait for room in the queue of their source, so
/// that one that is held back does not keep the others out; what is small (status, ends) is always let in.
class Inbox {
 public:
  /// `most_bytes`: of each source.
  Inbox(const boost::asio::any_io_executor& loop, std::size_t most_bytes);

  // On the loop:
  bool full(std::size_t source) const;
  /// Suspends until there is room.
  boost::asio::awaitable<void> push(LiveItem& item);
  void push_small(LiveItem item);

  // On the consumer's thread:
  /// Until another item comes than there were, or `patience` has passed.
  void wait(std::chrono::milliseconds patience);
  /// The next item of this source, or nothing.
  std::optional<LiveItem> take(std::size_t source);
  /// The next item of any source, or nothing when none comes within `patience`.
  std::optional<LiveItem> pop(std::chrono::milliseconds patience);

 private:
  struct Queue {
    std::deque<LiveItem> items;
    std::size_t bytes = 0;
  };
  void put(LiveItem item);
  LiveItem take_locked(Queue& queue);

  boost::asio::steady_timer room_;  ///< its waiters sleep until it is cancelled
  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::vector<Queue> queues_;
  bool news_ = false;  ///< something was put since the last wait
};

}  // namespace outcry::app
