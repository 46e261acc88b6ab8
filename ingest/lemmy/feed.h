// A Lemmy server's newest posts and comments without a socket: which listings there are, where to ask.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/lemmy/page.h"
#include "ingest/listing.h"
#include "ingest/silence.h"
#include "net/url.h"
#include "net/wire.h"

namespace outcry::ingest::lemmy {

inline constexpr std::size_t kPageEntries = 50;  ///< most that the server gives

struct LemmyOptions {
  net::Url server;
  std::vector<std::string> communities;  ///< "name" or "name@server"; none = all that the server knows
  bool comments = true;
  std::chrono::milliseconds every{20'000};
  std::chrono::seconds backfill{7'200};
};

/// Knows no socket and no clock.
class Feed {
 public:
  /// `cursor`: text of `cursor()`; what is unreadable in it, or new in the options, begins at `since`. The cursor of
  /// another server counts by time only, since ids are a server's own.
  Feed(const LemmyOptions& options, std::string_view cursor, EventTime since);
  static std::string first_cursor(EventTime since);

  std::size_t listings() const { return streams_.size(); }
  Listing& listing(std::size_t index) { return streams_[index].listing; }
  Of of(std::size_t index) const { return streams_[index].of; }

  /// Before the newest page of a listing is asked for.
  void begin(std::size_t index);
  /// The page to ask for now.
  net::Url address(std::size_t index) const;
  /// That page. True when the next is to be asked for.
  bool page(std::size_t index, Page page);

  /// All listings were read.
  void round_done(EventTime now);
  std::chrono::milliseconds wait() const { return pace_.wait(0); }

  std::string cursor() const;
  EventTime newest() const;
  const Silence& silence() const { return silence_; }

 private:
  struct Stream {
    Of of{};
    std::string community;
    Listing listing;
    std::string key() const;
  };

  const LemmyOptions& options_;
  std::vector<Stream> streams_;
  EventTime since_;  ///< of listings that a cursor does not have
  std::string next_;
  std::size_t page_ = 1;
  Pace pace_;
  Silence silence_;
  bool heard_any_ = false;
};

/// Servers answer 400 where 429 is meant: such a refusal is throttling.
void correct(net::Failure& failure);
/// "name" or "name@server".
bool is_community(std::string_view text);

}  // namespace outcry::ingest::lemmy
