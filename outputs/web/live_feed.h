// The live feed: events to everybody who listens, replayed from the log for those who come back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/server.h"
#include "outputs/encode.h"

namespace outcry::outputs::web {

struct LiveEvent {
  std::string_view kind;                  ///< a literal: status, services, tick, incident, reset
  std::string data;                       ///< JSON in one line; "" = nothing to say beside the kind
  std::optional<std::uint64_t> sequence;  ///< of the event log
};

/// How a listener is told: as server-sent events (WHATWG HTML, 9.2), or as messages of a WebSocket.
enum class Manner : std::uint8_t { events, messages };

/// "id: 7\nevent: incident\ndata: {...}\n\n", or {"event":"incident","id":7,"data":{...}}.
std::string told(const LiveEvent& event, Manner manner);

/// Who listens. A listener that does not take what is sent is cut off when its share is full, since nothing may be kept
/// for it without bound, or when it has taken nothing for as long as the server waits; it comes back and says what it
/// has seen last. Belongs to one loop.
class LiveFeed {
 public:
  static constexpr std::size_t kMostBytes = 4 << 20;  ///< that wait for one listener, beside its first events
  static constexpr std::size_t kMostReplayed = 1000;  ///< events; who has missed more loads everything anew

  explicit LiveFeed(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  /// To everybody.
  void send(const LiveEvent& event);
  /// An answer that begins with `first`.
  net::ServerResponse open(const std::vector<LiveEvent>& first, Manner manner);
  std::size_t listeners() const;
  std::uint64_t cut_off() const { return *cut_off_; }

 private:
  struct Listener;
  static boost::asio::awaitable<void> talk(std::shared_ptr<Listener> listener, net::ResponseStream& stream);

  boost::asio::any_io_executor executor_;
  std::vector<std::weak_ptr<Listener>> listeners_;
  std::shared_ptr<std::uint64_t> cut_off_ = std::make_shared<std::uint64_t>(0);  ///< an answer may outlive the feed
};

}  // namespace outcry::outputs::web
