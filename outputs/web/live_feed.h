// The live feed: server-sent events to everybody who listens, replayed from the log for those who come back.
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

/// One event as it is sent (WHATWG HTML, 9.2): its data has no line breaks. `sequence`: of the event log.
std::string sse_event(std::string_view kind, std::string_view data, std::optional<std::uint64_t> sequence = {});

/// Who listens. A listener that does not take what is sent is cut off when its share is full, since nothing may be kept
/// for it without bound; it comes back and says what it has seen last. Belongs to one loop.
class LiveFeed {
 public:
  static constexpr std::size_t kMostBytes = 4 << 20;  ///< that wait for one listener
  static constexpr std::size_t kMostReplayed = 1000;  ///< events; who has missed more loads everything anew

  explicit LiveFeed(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  /// To everybody.
  void send(std::string event);
  /// An answer that begins with `first`.
  net::ServerResponse open(std::string first);
  std::size_t listeners() const;
  std::uint64_t cut_off() const { return cut_off_; }

 private:
  struct Listener;
  static boost::asio::awaitable<void> talk(std::shared_ptr<Listener> listener, net::ResponseStream& stream);

  boost::asio::any_io_executor executor_;
  std::vector<std::weak_ptr<Listener>> listeners_;
  std::uint64_t cut_off_ = 0;
};

}  // namespace outcry::outputs::web
