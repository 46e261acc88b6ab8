// Where a timeline is to be had on an instance, and by which way what is new comes in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/url.h"

namespace outcry::ingest::mastodon {

enum class Scope : std::uint8_t { everything, local, remote, hashtag };

/// Server-sent events (Mastodon), a WebSocket (Mastodon, GoToSocial, Pleroma), or no stream: asking again and again.
enum class Way : std::uint8_t { sse, websocket, poll };

struct Feed {
  net::Url server;
  Scope scope = Scope::everything;
  std::vector<std::string> tags;  ///< of `hashtag`, one at least, without the #
  /// "server timeline" in words, for a cursor: its ids mean something there only.
  std::string name() const;
};

/// "auto": SSE, then a WebSocket, then polling, as the server refuses; several hashtags want a WebSocket at first.
/// Else one word is one way.
std::vector<Way> ways_named(std::string_view word, const Feed& feed);

class Ways {
 public:
  /// `ways`: at least one, in order.
  Ways(Feed feed, std::vector<Way> ways) : feed_(std::move(feed)), ways_(std::move(ways)), streaming_(feed_.server) {}

  Way way() const { return ways_[way_]; }
  /// The server does not know the present way: is there another?
  bool next();

  /// The instance's word about itself; the older one where the newer is unknown.
  net::Url instance(bool older) const;
  /// The address of the streams, as the instance says it. One that is none, or is not encrypted where the instance is,
  /// is not believed.
  void learn(std::string_view streaming);
  /// `query` as Climb asks: "limit=40&min_id=5".
  net::Url page(std::string_view query) const;
  net::Url stream() const;
  /// What is to be said on a WebSocket, beside its address, to hear all.
  std::vector<std::string> subscriptions() const;
  const net::Url& server() const { return feed_.server; }

 private:
  Feed feed_;
  std::vector<Way> ways_;
  std::size_t way_ = 0;
  net::Url streaming_;
};

}  // namespace outcry::ingest::mastodon
