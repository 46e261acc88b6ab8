// Between the loop that listens and the thread that analyses: a queue bounded by bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

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

/// Many producers on one loop, one consumer on another thread. Records wait for room; what is small (status, ends) is
/// always let in.
class Inbox {
 public:
  Inbox(const boost::asio::any_io_executor& loop, std::size_t most_bytes);

  // On the loop:
  bool full() const;
  /// Suspends until there is room.
  boost::asio::awaitable<void> push(LiveItem& item);
  void push_small(LiveItem item);

  // On the consumer's thread:
  /// The next item, or nothing when none comes within `patience`.
  std::optional<LiveItem> pop(std::chrono::milliseconds patience);

 private:
  void put(LiveItem item);

  boost::asio::steady_timer room_;  ///< its waiters sleep until it is cancelled
  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<LiveItem> items_;
  std::size_t bytes_ = 0;
};

}  // namespace outcry::app
