// Several listings of one server, polled in rounds: all are read, then handed on together in the order of time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "ingest/conversation.h"
#include "ingest/listing.h"
#include "ingest/listing_faults.h"

namespace outcry::ingest {

/// What is particular to a server.
class ListingServer {
 public:
  virtual ~ListingServer() = default;
  virtual std::size_t listings() const = 0;
  virtual Listing& listing(std::size_t index) = 0;
  /// Before the newest page of a listing is asked for, and after it could not be read.
  virtual void begin(std::size_t index) = 0;
  /// Asks for pages of the listing until it needs no more.
  virtual boost::asio::awaitable<std::optional<net::Failure>> read(std::size_t index) = 0;
  virtual void round_done(EventTime now) = 0;
  virtual std::chrono::milliseconds wait() const = 0;  ///< before the next round
};

/// Live after the first round; degraded while some listings cannot be read and others can, see ListingFaults.
class ListingRounds {
 public:
  /// All outlive it.
  ListingRounds(ListingServer& server, Conversation& conversation, const Now& now)
      : server_(server), conversation_(conversation), now_(now), faults_(server.listings()) {}

  /// Round after round, until one fails.
  boost::asio::awaitable<net::Failure> run();
  /// Some listing was read once.
  bool was_answered() const { return was_answered_; }

 private:
  boost::asio::awaitable<std::optional<net::Failure>> read_all();
  boost::asio::awaitable<void> hand_over();
  Listing* earliest();
  void stand();
  void take(const Entry& entry);

  ListingServer& server_;
  Conversation& conversation_;
  const Now& now_;
  ListingFaults faults_;
  bool was_answered_ = false;
  bool is_told_ = false;  ///< in this attempt
  std::string told_;
};

}  // namespace outcry::ingest
