// The loop that listens: runs all sources in one thread and leaves what they hear in the inbox.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/live/inbox.h"
#include "net/sign_of_life.h"

namespace outcry::app {

/// A source, its name in the configuration, and where it goes on.
struct Listened {
  std::string name;
  std::unique_ptr<ingest::Source> source;
  std::string cursor;
};

/// How one source stands, for status.
struct SourceReport {
  std::string name;
  std::string_view kind;
  ingest::SourceStatus status;
  EventTime since{};  ///< of the status, by the clock of the world
  ingest::SourceCounters counters;
  std::uint64_t posts = 0;  ///< that were classified
  EventTime newest{};       ///< of its posts by the feed's clock; 1970 = none
  EventTime heard_at{};     ///< when the last posts came, by the clock of the world; 1970 = never
  std::string sample;       ///< the first message that could not be understood, its beginning
};

/// Legal order: start stop. `stop` ends every source at once; each leaves an item `ended` as its last.
class Listener {
 public:
  static constexpr std::size_t kInboxBytes = 4 << 20;
  static constexpr std::size_t kSampleBytes = 400;

  explicit Listener(ingest::Now now);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void start(std::vector<Listened> sources);
  void stop();
  /// No run will begin before these cursors any more: sources, by name, may forget what they keep. Thread-safe.
  void forget_before(std::map<std::string, std::string> cursors);
  Inbox& inbox() { return inbox_; }
  /// Thread-safe.
  std::vector<SourceReport> report() const;
  /// Of the thread that listens. Thread-safe.
  net::SignOfLife& life() { return life_; }

 private:
  struct Ear;
  void run();

  boost::asio::io_context loop_;
  net::SignOfLife life_;
  Inbox inbox_;
  ingest::Now now_;
  std::vector<std::unique_ptr<Ear>> ears_;
  bool stopping_ = false;     ///< on the loop: whatever a source throws now is its cancellation
  mutable std::mutex mutex_;  ///< of what `report` copies
  std::jthread thread_;
};

}  // namespace outcry::app
