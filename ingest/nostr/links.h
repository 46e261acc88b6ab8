// The relays of one source side by side: who waits for whom, and how they stand together. No I/O.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/nostr/message.h"
#include "ingest/nostr/relay.h"
#include "ingest/source.h"
#include "net/backoff.h"
#include "net/url.h"

namespace outcry::ingest::nostr {

/// One relay of a run.
struct Link {
  using Steady = std::chrono::steady_clock;

  Link(const boost::asio::any_io_executor& executor, net::Url address, Place place, const net::BackoffOptions& waits,
       std::uint64_t seed, Steady::time_point now)
      : url(std::move(address)),
        relay(RelayOptions{}, place),
        backoff(waits, seed),
        front(place.until),
        heard_at(now),
        page_at(now),
        stood_at(now),
        active_at(now),
        work(executor),
        idle(executor) {}

  net::Url url;
  Relay relay;
  net::Backoff backoff;
  MessageReader reader;
  bool connected = false;
  bool waiting = false;  ///< for its next try
  bool refused = false;
  bool tried = false;
  std::string away;              ///< why the last connection ended, "" while there is one that works
  EventTime front;               ///< how far its past was handed on
  bool reads = false;            ///< it is being read from: what is not there yet was not said
  Steady::time_point heard_at;   ///< a stored event, or a question; patience counts from here
  Steady::time_point page_at;    ///< the question
  Steady::time_point stood_at;   ///< the connection
  Steady::time_point active_at;  ///< it brought something of the past, or could not for our sake
  Steady::time_point pong_at;
  std::string text;                ///< of the message at hand, padded
  std::string_view record;         ///< the same without the padding
  boost::asio::steady_timer work;  ///< there is something to ask or to hand on
  boost::asio::steady_timer idle;  ///< there no longer is
};

/// All of them. Windows close behind the newest post: what one relay gives late after another would be too late for
/// them, so that none hands on what lies further ahead of another that still reads its past.
class Links {
 public:
  using Steady = Link::Steady;
  /// Now by the feed's clock, and how time goes by.
  struct Instant {
    EventTime world;
    Steady::time_point steady;
  };

  /// `patience`: of the source, with a silent relay.
  explicit Links(std::chrono::milliseconds patience) : patience_(patience) {}
  void add(std::unique_ptr<Link> link) { links_.push_back(std::move(link)); }
  std::size_t size() const { return links_.size(); }
  Link& at(std::size_t i) const { return *links_[i]; }
  auto begin() const { return links_.begin(); }
  auto end() const { return links_.end(); }

  /// An event of `link` is handed on.
  void handed_on(Link& link, EventTime time, EventTime now);
  /// Whether an event of `link` is to wait for another relay.
  bool ahead_of_others(const Link& link, EventTime time, Instant now) const;

  bool all_refused() const;
  bool any_connected() const;
  SourceState state(Instant now) const;
  /// Which relays are away, and why; "" = none.
  std::string away() const;

 private:
  bool is_waited_for(const Link& link, Steady::time_point now) const;
  bool is_behind(const Link& link, Instant now) const;

  std::chrono::milliseconds patience_;
  std::vector<std::unique_ptr<Link>> links_;
  EventTime clock_{};  ///< of the newest event that was handed on
};

}  // namespace outcry::ingest::nostr
