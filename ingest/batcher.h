// Records gathered into batches between a reader that must not wait long and those who are behind.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/source.h"

namespace outcry::ingest {

struct BatcherOptions {
  std::size_t batch_bytes = 64 << 10;       ///< a batch of this size goes at once
  std::size_t most_bytes = 256 << 10;       ///< more than this waits: `has_room` is false
  std::chrono::milliseconds patience{100};  ///< a smaller one after this time
};

/// Two coroutines share it: one appends, `drain` delivers. Runs on one loop; memory is bounded by `most_bytes` and one
/// record.
class Batcher {
 public:
  /// Writes cursor and newest time into a batch that is about to go: once a batch, not once a record.
  using Stamp = std::function<void(SourceBatch&)>;

  Batcher(const boost::asio::any_io_executor& executor, std::shared_ptr<const Layout> layout, std::string source,
          Stamp stamp, BatcherOptions options = {});

  /// One record without its line end; line breaks within become spaces.
  void append(std::string_view record);
  /// The cursor has moved, with or without a record.
  void moved() { news_ = true; }
  void add_gap(Gap gap);

  /// A status in its place behind the records that came before it.
  void say(SourceStatus status);

  /// Of the records that come from now on; those that wait must be of the same.
  void set_layout(std::shared_ptr<const Layout> layout);

  bool has_room() const { return pending_.block.size < options_.most_bytes; }
  /// Until there is room again, or `most` has passed. Several may wait.
  boost::asio::awaitable<void> room(std::chrono::milliseconds most);
  /// Delivers until it is cancelled.
  boost::asio::awaitable<void> drain(SourceOutput& output);
  /// Until `drain` has delivered all there is.
  boost::asio::awaitable<void> settled();
  /// Delivers what is left, once.
  boost::asio::awaitable<void> flush(SourceOutput& output);

 private:
  void reset();
  void take(SourceBatch& batch);
  boost::asio::awaitable<void> hand_over(SourceBatch& batch, SourceOutput& output);

  boost::asio::awaitable<void> emptied(std::chrono::milliseconds most);

  boost::asio::steady_timer filled_;
  std::vector<boost::asio::steady_timer*> waiting_;  ///< until something was taken; each waiter has its own
  std::shared_ptr<const Layout> layout_;
  std::shared_ptr<const std::string> source_;
  std::shared_ptr<const std::string> member_ = std::make_shared<const std::string>();
  Stamp stamp_;
  BatcherOptions options_;
  SourceBatch pending_;
  std::vector<SourceStatus> said_;
  bool news_ = false;
  bool busy_ = false;  ///< a batch is being delivered
};

}  // namespace outcry::ingest
