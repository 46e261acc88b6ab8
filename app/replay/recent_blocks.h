// The last posts as they came, in memory alone: on them a new service can be tried before anybody listens for it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "ingest/archive/reader.h"
#include "model/time.h"

namespace outcry::app {

/// Thread-safe. Never written to disk; forgets the oldest beyond `most_bytes`.
class RecentBlocks {
 public:
  static constexpr std::size_t kMostBytes = 16 << 20;
  using Entry = std::shared_ptr<const ingest::Block>;

  explicit RecentBlocks(std::size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

  void keep(ingest::Block block);
  /// Oldest first.
  std::vector<Entry> all() const;

  /// What is later has not been heard yet, though its block is kept: a replay that keeps to a pace reads ahead.
  void set_heard_until(EventTime time);
  EventTime heard_until() const;

 private:
  std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::deque<Entry> blocks_;
  std::size_t bytes_ = 0;
  EventTime heard_until_ = EventTime::max();
};

}  // namespace outcry::app
