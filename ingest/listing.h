// A listing that shows its newest entries first, read page by page: what is new, how far back to read, what was missed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ingest/source.h"

namespace outcry::ingest {

/// One entry of a page.
struct Entry {
  enum class Trouble : std::uint8_t { none, unreadable, too_long };
  std::string id;     ///< short, never the same for two entries of one listing; `nameless_id` where it has none
  EventTime time{};   ///< that the listing is ordered by, newest first; 1970 = unknown, that of a neighbour then
  bool gone = false;  ///< its author or the platform has taken it back
  Trouble trouble = Trouble::none;
  std::string record;  ///< to be handed on; "" where there is trouble
};

/// The same for the same bytes, so that what cannot be read is met once and not at every poll.
std::string nameless_id(std::string_view bytes);

struct ListingBounds {
  std::size_t pages = 10;        ///< in one round
  std::size_t entries = 1'000;   ///< in one round; a listing that ends there was cut off there
  std::size_t bytes = 16 << 20;  ///< of the records of one round
  std::size_t remembered = 250;  ///< entries known by id: more than a page has
  std::size_t longest_id = 128;  ///< of a cursor
};

/// One listing, polled in rounds: `begin`, then `page` for each page from the newest on until it says no, `end`, then
/// `next` until there is none. A round that is broken off has no effect on the cursor.
/// An entry counts as heard when it is remembered by id, or was posted before the oldest one remembered. Pages overlap
/// with what was heard when the last entry of one was heard: a single old one in between proves nothing.
class Listing {
 public:
  /// Read for the first time: what was posted before `since` does not count.
  Listing(ListingBounds bounds, EventTime since);

  nlohmann::json to_json() const;
  /// Nothing when `json` is not of `to_json`.
  static std::optional<Listing> from_json(const nlohmann::json& json, ListingBounds bounds);

  void begin();
  /// A page. `goes_on`: the server has older ones. True when the next is needed.
  bool page(std::vector<Entry> entries, bool goes_on);
  /// The round is over: what lies between it and all rounds before, if they do not overlap. A first start has no gap.
  std::optional<Gap> end();
  /// The next entry of the round, oldest first: one that is new, or one that is gone since. Moves the cursor behind it.
  /// Times after `now` count as now: a cursor in the future would skip all that comes before it.
  std::optional<Entry> next(EventTime now);
  bool has_next() const { return !found_.empty(); }
  /// When that was posted.
  EventTime due() const { return found_.back().time; }
  /// How many entries of the last round were new.
  std::size_t fresh() const { return fresh_; }

  EventTime newest() const { return heard_; }  ///< of the entries heard; 1970 = none yet

 private:
  static void fill_times(std::vector<Entry>& entries);
  bool was_heard(const Entry& entry) const;
  void find(Entry entry);
  void remember(const Entry& entry, EventTime time);

  struct Remembered {
    std::string id;
    EventTime time;
  };

  ListingBounds bounds_;
  EventTime since_;
  EventTime heard_{};
  std::deque<Remembered> recent_;               ///< in the order heard
  std::unordered_map<std::string, bool> gone_;  ///< of `recent_`: whether it was handed on as gone
  // Of the round:
  std::vector<Entry> found_;  ///< newest first
  std::unordered_set<std::string> seen_;
  std::size_t pages_ = 0;
  std::size_t entries_ = 0;
  std::size_t bytes_ = 0;
  std::size_t fresh_ = 0;
  bool reached_ = false;
};

/// How long to wait between rounds: as long as asked, less while pages come half full of news, never so little that the
/// server's budget runs out.
class Pace {
 public:
  /// `every`: the usual wait, and the longest but for the budget; `least`: not less than this.
  Pace(std::chrono::milliseconds every, std::chrono::milliseconds least);
  /// A round brought `fresh` new entries where a page holds `page`.
  void round(std::size_t fresh, std::size_t page);
  /// The server grants so many more requests within so many seconds. Numbers that make no sense are ignored.
  void granted(double requests, double seconds);
  /// Until the next round, which asks so many times.
  std::chrono::milliseconds wait(std::size_t requests) const;

 private:
  std::chrono::milliseconds every_;
  std::chrono::milliseconds least_;
  std::chrono::milliseconds wait_;
  std::chrono::milliseconds per_request_{0};
  std::chrono::milliseconds until_reset_{0};
};

}  // namespace outcry::ingest
