// A timeline without its connections: what was heard of it, where to go on, how to catch up, what was missed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "ingest/mastodon/envelope.h"
#include "ingest/silence.h"
#include "ingest/source.h"

namespace outcry::ingest::mastodon {

/// All that was posted up to a status was handed on.
struct TimelineCursor {
  std::string feed;  ///< Feed::name; "" = nothing was ever heard
  std::string id;    ///< of the status; "" = only the time is known
  EventTime time{};  ///< when it was posted

  std::string to_json() const;
  /// Errors: Errc::corrupt.
  static Result<TimelineCursor> from_json(std::string_view text);
};

/// What was heard in one run. Memory is bounded: 50,000 statuses are known by id.
class Timeline {
 public:
  /// `overlap`: how far the cursor stays behind the newest status, as statuses do not come strictly in order.
  Timeline(std::string feed, std::chrono::milliseconds overlap, TimelineCursor from);

  enum class Through : std::uint8_t { page, stream };
  /// To be called as the status is handed on. False when it was heard before: then there is no need to.
  bool heard(const StatusHead& status, Through through, EventTime now);
  /// While pages are read, what the stream brings does not move the cursor: what lies between is still missing.
  void hold(bool on) { held_ = on; }
  /// `uri` of a status that was heard; "" when it is unknown.
  const std::string& uri_of(std::string_view id) const;

  /// From now on statuses that pages bring first are expected of the stream, too.
  void begin_check();
  /// How many of them it has not brought.
  std::size_t unheard() const { return unheard_.size(); }

  /// Goes on behind this status, though what lies before it was not heard.
  void jump(const StatusHead& to, EventTime now);
  /// A gap lies between the status before and the next.
  void interrupted() { silence_.interrupted(); }

  const TimelineCursor& cursor() const { return cursor_; }
  /// The cursor is of something heard, not of a first start.
  bool resumes() const { return !cursor_.feed.empty(); }
  EventTime newest() const { return newest_; }
  const Silence& silence() const { return silence_; }

 private:
  struct Mark {
    EventTime time;
    std::string id;
  };
  bool remember(const StatusHead& status);
  void mark(const StatusHead& status, EventTime time);
  void move_to(const Mark& mark);

  std::string feed_;
  std::chrono::microseconds overlap_;
  TimelineCursor cursor_;
  std::deque<Mark>
      marks_;  ///< later ones behind earlier ones, none nearer to the one before than a 60th of the overlap
  EventTime newest_{};
  std::unordered_map<std::string, std::string> uris_;
  std::deque<std::string> order_;  ///< of its keys, as they came
  std::unordered_set<std::string> unheard_;
  bool checks_ = false;
  bool held_ = false;
  Silence silence_;
};

/// Reads a timeline page by page, from a cursor up to now. Ids are opaque; only where they are seen to hold the time in
/// Mastodon's way (`milliseconds since 1970 << 16`), one is made of a time. Else the place is looked for from above.
/// Legal order: (start (query turned)* (query unreadable)?)*, until `query` gives nothing.
class Climb {
 public:
  struct Bounds {
    int pages = 0;                     ///< that are read at a time, more is a gap; 0 = as many as there are
    std::chrono::seconds patience{0};  ///< a silence that is no longer needs no explanation
  };
  /// `resumes`: the cursor is of something heard, so that what the server has lost is a gap.
  void start(const TimelineCursor& from, bool resumes, Bounds bounds);
  /// "limit=40&min_id=5": the page to ask for.
  std::optional<std::string> query() const;
  /// Whether its statuses are to be handed on; other pages only show the way.
  bool delivers() const { return step_ == Step::up; }

  struct Turn {
    std::optional<Gap> gap;
    std::optional<StatusHead> jump;  ///< what lies before it cannot be read, ever
  };
  /// `page`: its statuses, oldest first, of `elements` that it had.
  Turn turned(std::span<const StatusHead> page, std::size_t elements, EventTime now);
  /// There was an answer, but none that could be read. Fewer statuses are asked for, then the place is passed over.
  void unreadable();

 private:
  enum class Step : std::uint8_t { search, probe, up, arrived };
  /// Of the page behind the cursor, when not even its first status could be read.
  enum class Doubt : std::uint8_t {
    none,
    suspected,  ///< the server may be out of order altogether: let it show another page
    tried,      ///< it did, and is asked for that page once more
    certain,    ///< it must be passed over
  };
  Turn searched(std::span<const StatusHead> page);
  Turn found(std::string id, std::optional<Gap> lost = {});
  Turn bottom();
  Turn nothing_readable(bool full);
  Turn try_again();
  Turn jumped(std::span<const StatusHead> page);
  Turn probed(bool has_older);
  Turn climbed(std::span<const StatusHead> page, std::size_t elements, EventTime now);

  Step step_ = Step::arrived;
  TimelineCursor from_;
  bool resumes_ = false;
  Bounds bounds_;
  std::string above_;    ///< the next page begins behind this id
  std::string below_;    ///< when searching: the next page ends before this id; "" = the newest
  EventTime reached_{};  ///< of the last status read, going up; when searching, of the oldest seen
  EventTime resumed_{};  ///< of the first status behind the cursor
  int pages_ = 0;
  int limit_ = 40;
  std::size_t largest_ = 0;  ///< page ever seen: what the server gives at most
  Doubt doubt_ = Doubt::none;
};

}  // namespace outcry::ingest::mastodon
