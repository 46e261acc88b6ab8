// One relay without its socket: what to ask it, what its answers mean, up to when it was heard.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ingest/nostr/cursor.h"
#include "ingest/nostr/message.h"
#include "ingest/silence.h"
#include "ingest/source.h"
#include "net/wire.h"

namespace outcry::ingest::nostr {

struct RelayOptions {
  std::chrono::seconds overlap{60};  ///< what is asked for again, as authors' clocks are behind
  std::int64_t limit = 500;          ///< of one answer; relays may give less
  std::chrono::seconds first_stretch{600};
  std::chrono::seconds longest_stretch{21'600};
  std::size_t most_held_bytes = 4 << 20;  ///< of stored events that wait to be put in order
};

/// Relays give stored events newest first and no more than they like, so what was posted before now is read in
/// stretches of time, the oldest first: each is asked for page by page backwards, put in order, and handed on when it
/// is whole. The stretch that reaches now stays open: it is the live subscription.
///
/// Knows no socket and no clock. Legal order: (opened (heard | passed_over | waited_in_vain | handed_on)*)*. After each
/// call `questions` may have something to send, and `has_stored` something to hand on: then `take_stored`, `handed_on`.
class Relay {
 public:
  struct Stored {
    EventTime time;
    std::string text;  ///< the relay's message
  };
  struct Heard {
    bool record = false;                ///< to hand on now
    bool stored = false;                ///< it belongs to what was asked for, or ends it: the relay is at work
    std::optional<net::Failure> error;  ///< the relay does not serve us: the connection is of no use
  };

  Relay(RelayOptions options, Place place);

  /// The connection stands. Asks anew: a relay forgets its subscriptions with the connection.
  void opened(EventTime now);
  /// `text` is the message. The time of an event from more than a quarter of an hour after `now` moves nothing.
  Heard heard(const Message& message, std::string_view text, EventTime now);
  /// A message that could not be read, or was too long: an answer may count it.
  void passed_over();
  /// Some relays never say that the stored events are at their end: that nothing more of them comes says it as well,
  /// unless a notice was heard instead of an answer. What is older than an answer without an end is asked for.
  std::optional<net::Failure> waited_in_vain();
  bool waits_for_end() const { return phase_ == Phase::asking; }

  /// There is something to send or to hand on.
  bool wants_attention() const { return has_stored() || !questions_.empty(); }
  bool has_stored() const { return phase_ == Phase::whole; }
  /// In the order of their times.
  std::vector<Stored> take_stored(EventTime now);
  /// All of `take_stored` is with those who read: the cursor may move.
  void handed_on(EventTime now);

  /// What to send, in order. Empties the list.
  std::vector<std::string> questions() { return std::exchange(questions_, {}); }
  std::vector<Gap> gaps() { return std::exchange(gaps_, {}); }
  bool live() const { return phase_ == Phase::live; }
  Place place() const { return place_; }

 private:
  enum class Phase : std::uint8_t { idle, asking, whole, live };

  void begin_stretch(EventTime now, std::chrono::seconds overlap);
  void forget_held();
  void ask(std::int64_t until);
  void ask_open_ended();
  void send_request(std::string_view subscription, std::optional<std::int64_t> until);
  void close_page();
  Heard heard_event(const Message& message, std::string_view text, EventTime now);
  bool hold(const Message& message, std::string_view text);
  void hold_back(const Message& message, std::string_view text);
  bool may_be_cut() const;
  enum class End : std::uint8_t { said, missed };
  void end_of_page(End end);
  void finish();
  void shrink();
  bool noted(EventTime time, EventTime now);
  void moved(EventTime time, EventTime now);
  void judge_silence(EventTime time);
  bool awaited(const Message& message) const;
  bool of_this_page(const Message& message) const { return message.subscription == page_.subscription; }

  struct Page {
    std::string subscription;
    std::int64_t until = 0;
    std::int64_t oldest = 0;
    std::int64_t count = 0;
    std::int64_t unread = 0;
    bool news = false;  ///< brought an event that was not held yet
  };

  RelayOptions options_;
  Place place_;
  EventTime floor_{};  ///< nothing older is asked for
  std::chrono::seconds stretch_;
  Phase phase_ = Phase::idle;

  bool open_ended_ = false;  ///< this stretch is the live subscription
  EventTime asked_at_{};
  std::int64_t since_ = 0;
  std::int64_t until_ = 0;
  std::string live_subscription_;
  Page page_;
  std::uint64_t pages_ = 0;        ///< of this stretch
  std::int64_t biggest_page_ = 0;  ///< that this relay has ever given
  std::uint64_t subscriptions_ = 0;
  std::vector<Stored> held_;
  std::unordered_set<std::string> held_ids_;
  std::size_t held_bytes_ = 0;
  std::int64_t oldest_held_ = INT64_MAX;  ///< of this stretch, as far as it was asked for
  std::vector<Stored> held_back_;         ///< new ones that came while the stored ones were handed on
  std::size_t held_back_bytes_ = 0;

  std::string notice_;  ///< since the last question
  std::vector<std::string> questions_;
  std::vector<Gap> gaps_;
  std::optional<EventTime> silent_since_;  ///< resumed here, and no event was heard yet
  std::uint64_t events_ = 0;
  Silence silence_;
};

}  // namespace outcry::ingest::nostr
