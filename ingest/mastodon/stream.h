// One connection to a stream of an instance: server-sent events or a WebSocket, cut into events.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/conversation.h"
#include "ingest/mastodon/envelope.h"
#include "net/http.h"
#include "net/sse.h"
#include "net/websocket.h"

namespace outcry::ingest::mastodon {

inline constexpr std::size_t kLongestStatus = 1 << 20;

/// What the stream says, event by event.
class StreamEvents {
 public:
  virtual ~StreamEvents() = default;
  virtual void status(std::string_view data, bool is_edit) = 0;
  virtual void removal(std::string_view id) = 0;
};

/// Counts messages and bytes. While the conversation has no room it stops reading; a WebSocket gets pongs meanwhile.
class Stream {
 public:
  /// All outlive it.
  Stream(Conversation& conversation, const net::Client& client, net::Http& http, StreamEvents& events);

  /// Until it ends, by the server's word or otherwise.
  boost::asio::awaitable<net::Failure> read_events(net::HttpRequest request);
  boost::asio::awaitable<net::Failure> read_messages(net::Url url, net::Headers headers,
                                                     std::vector<std::string> subscriptions);

  /// Before another connection.
  void begin();
  /// The server has said something that only a stream says.
  bool stands() const { return stands_; }
  boost::asio::awaitable<void> until_it_stands();

 private:
  boost::asio::awaitable<bool> take_piece(std::string_view piece);
  boost::asio::awaitable<net::Failure> read(net::WebSocket& socket);
  void take_message(const net::WebSocket::Message& message);
  void take_event(std::string_view type, std::string_view data);
  void refuse(const StreamMessage& error);
  void stand();

  Conversation& conversation_;
  const net::Client& client_;
  net::Http& http_;
  StreamEvents& listener_;
  EnvelopeReader reader_;
  std::optional<net::SseReader> events_;
  std::uint64_t long_events_ = 0;
  boost::asio::steady_timer standing_;
  std::string host_;
  std::optional<net::Failure> refusal_;  ///< what the stream itself said of its end
  bool stands_ = false;
  bool speaks_ = false;  ///< the answer to the question for a stream has begun
};

}  // namespace outcry::ingest::mastodon
