// A Jetstream subscription without its socket: where to connect, what a message means for the cursor, what was missed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/bluesky/envelope.h"
#include "ingest/silence.h"
#include "ingest/source.h"
#include "net/url.h"
#include "net/wire.h"

namespace outcry::ingest::bluesky {

/// `v1`: /subscribe, which both servers have. `v2`: subscribeEvents, sequence numbers and errors by name. `automatic`:
/// v2, and v1 where a server does not know it.
enum class Dialect : std::uint8_t { automatic, v1, v2 };
std::string_view name(Dialect dialect);
std::optional<Dialect> dialect_named(std::string_view name);

struct JetstreamOptions {
  std::vector<net::Url> hosts;  ///< at least one; the next is tried when one fails
  Dialect dialect = Dialect::automatic;
  std::vector<std::string> collections{"app.bsky.feed.post"};  ///< what travels; empty = everything
  std::chrono::seconds backfill{86'400};                       ///< how far back the first start reads, [0, 36 h]
  std::chrono::seconds overlap{5};                             ///< how far a resumed cursor by time is set back
  std::chrono::milliseconds idle{45'000};                      ///< without a byte: the connection is dead
  std::size_t max_message_bytes = 1 << 20;                     ///< of a message, after decompression
  bool compress = true;                                        ///< zstd where the server gives its dictionary away (v2)
};

/// Where in which stream. A sequence number means something on one host in one dialect only; the time carries over.
struct JetstreamCursor {
  std::string host;
  Dialect dialect = Dialect::automatic;
  std::optional<std::uint64_t> seq;
  EventTime time{};  ///< of the newest message; 1970 = none

  std::string to_json() const;
  /// Errors: Errc::corrupt.
  static Result<JetstreamCursor> from_json(std::string_view text);
};

/// Knows no socket and no clock. Legal order: (address (refused | opened message* closed))*.
class Feed {
 public:
  Feed(JetstreamOptions options, JetstreamCursor cursor);

  /// What to connect to now. With `dictionary`, v2 is asked for messages compressed with it.
  net::Url address(std::optional<std::uint64_t> dictionary) const;
  net::Url dictionary_address() const;
  /// Whether messages may be asked for compressed: v2 alone has a dictionary to give, and may refuse its use.
  bool wants_dictionary() const;
  const net::Url& host() const { return options_.hosts[host_]; }
  Dialect dialect() const { return known_[host_].dialect; }

  void opened();
  /// The handshake was refused, or the connection ended: which host, dialect and cursor come next. True when the
  /// other try may go at once, because only the way of asking was wrong.
  bool failed(const net::Failure& failure);
  /// Every host has refused for good, one after the other, and nothing was heard in between.
  bool refused_by_all() const { return refusals_ >= options_.hosts.size(); }

  struct Heard {
    bool record = false;                ///< a message to hand on
    std::optional<net::Failure> error;  ///< the server says that it ends here
    std::optional<Gap> gap;
  };
  /// `envelope`: of a message that could be read. One from more than an hour after `now` moves nothing: a cursor in the
  /// future would skip all that comes before it.
  Heard heard(const Envelope& envelope, EventTime now);

  const JetstreamCursor& cursor() const { return cursor_; }
  bool caught_up(EventTime now) const;  ///< the newest message is as good as now
  /// How long no post is nothing to worry about.
  std::chrono::seconds patience() const { return silence_.patience(); }
  const Silence& silence() const { return silence_; }

 private:
  bool asks_by_number() const;
  std::string cursor_parameter() const;
  bool numbers_began_anew(const Envelope& envelope) const;
  std::optional<Gap> gap_before(EventTime time);

  JetstreamOptions options_;
  JetstreamCursor cursor_;
  /// What was learnt of a host.
  struct Known {
    Dialect dialect = Dialect::v2;  ///< to be spoken with it, where that is left to us
    bool no_dictionary = false;
  };
  std::vector<Known> known_;
  std::size_t host_ = 0;
  std::size_t refusals_ = 0;
  bool seq_too_old_ = false;
  bool first_ = true;      ///< nothing timed was heard on this connection
  bool outdated_ = false;  ///< the server said that the cursor is older than what it keeps
  bool anew_ = false;      ///< the server's numbers began anew: it has lost what it had
  EventTime asked_{};
  std::optional<std::uint64_t> asked_seq_;  ///< where numbers were asked for
  bool resumes_ = false;                    ///< the cursor is of messages heard, not of a first start
  Silence silence_;
};

}  // namespace outcry::ingest::bluesky
