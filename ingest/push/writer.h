// Makes entries durable without holding up the loop: many requests share one sync.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "ingest/push/journal.h"

namespace outcry::ingest::push {

/// Runs on one loop; syncs in a thread of its own. Its end waits for a sync that is under way.
class Writer {
 public:
  enum class Outcome : std::uint8_t { durable, full, failed };

  /// `on_durable`: there is more to read in the journal.
  Writer(const boost::asio::any_io_executor& executor, Journal& journal, std::function<void()> on_durable);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Suspends until they are durable, or are not going to be.
  boost::asio::awaitable<Outcome> write(const std::vector<JournalEntry>& entries);

 private:
  struct State;
  void begin_sync();

  std::shared_ptr<State> state_;
  boost::asio::thread_pool pool_{1};
};

}  // namespace outcry::ingest::push
