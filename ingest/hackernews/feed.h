// Hacker News item by item, without a socket: which numbers to ask for, what an answer means, where to go on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/hackernews/item.h"
#include "ingest/silence.h"
#include "ingest/source.h"
#include "net/url.h"

namespace outcry::ingest::hackernews {

struct HackerNewsOptions {
  net::Url api;
  std::chrono::milliseconds every{10'000};
  std::chrono::milliseconds changes{120'000};  ///< how often to ask what was taken back; 0 = never
  std::chrono::seconds backfill{7'200};
  std::chrono::seconds patience{300};  ///< how long an item may stay unseen before it is passed over
  Number most = 50'000;                ///< how far back to read after a stop, in items: some four days
  std::size_t waiting = 1'000;         ///< items not yet seen that are remembered
};

/// Everything below `next` was heard, but for those that wait. `next` 0: a first start, to begin at `time`.
struct HackerNewsCursor {
  Number next = 0;
  EventTime time{};  ///< of the newest item
  std::vector<Number> waiting;

  std::string to_json() const;
  /// Errors: Errc::corrupt.
  static Result<HackerNewsCursor> from_json(std::string_view text);
};

/// Knows no socket and no clock. Order of a round: `highest`, `probe` and `probed` until nothing is to be probed, then
/// `ask` and one of `heard`, `unseen`, `failed`, `unreadable` for each number, until nothing is to be asked.
class Feed {
 public:
  Feed(const HackerNewsOptions& options, HackerNewsCursor cursor);

  net::Url highest_address() const;
  net::Url changed_address() const;
  net::Url item_address(Number number) const;

  /// The highest number of now. Returns how many items were given up because they stayed unseen.
  std::size_t highest(Number number, EventTime now);
  /// The item whose time is needed to find where to begin; nothing once that is known.
  std::optional<Number> probe() const;
  /// `time`: nothing when the item tells none.
  void probed(std::optional<EventTime> time);

  /// What to ask for next, at most `most` numbers; empty when the round is over.
  std::vector<Number> ask(std::size_t most) const;
  /// The gap before it, if the feed had to jump. Times after `now` count as now.
  std::optional<Gap> heard(Number number, const Item& item, EventTime now);
  /// Not visible yet: to be asked for again.
  void unseen(Number number, EventTime now);
  /// What was answered is no item, or a refusal: to be asked for again, some times. True when that was the last.
  bool failed(Number number, EventTime now);
  /// Came, but cannot be used: passed over.
  void unreadable(Number number) { done(number); }

  /// Of numbers that have changed, those that may have been handed on before.
  std::vector<Number> relevant(const std::vector<Number>& changed) const;

  void round_done(EventTime now);
  const Silence& silence() const { return silence_; }
  HackerNewsCursor cursor() const;
  EventTime newest() const;

 private:
  struct Waiting {
    Number number = 0;
    EventTime since;
    unsigned failures = 0;
  };
  void done(Number number);

  const HackerNewsOptions& options_;
  Number next_;
  EventTime time_;
  bool resumes_;
  std::deque<Waiting> waiting_;
  std::size_t crowded_out_ = 0;  ///< too many waited
  // Of the round:
  Number highest_ = 0;
  std::deque<Number> due_;  ///< those waiting that are to be asked for again
  // Of the search for the beginning: it lies above `low_` and not above `high_`.
  Number low_ = 0;
  Number high_ = 0;
  Number stride_ = 0;  ///< 0 = halving
  bool searching_ = false;
  bool found_older_ = false;
  bool jumped_ = false;  ///< over items that were not read
  bool news_ = false;
  bool heard_any_ = false;
  Silence silence_;
};

}  // namespace outcry::ingest::hackernews
