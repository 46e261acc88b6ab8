// X's filtered stream without its socket: what to ask for, what a line means, what was missed, what it may cost.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/source.h"
#include "ingest/x/line.h"
#include "net/url.h"
#include "net/wire.h"

namespace outcry::ingest::x {

struct StreamOptions {
  net::Url api;                      ///< "https://api.x.com"
  std::chrono::minutes backfill{0};  ///< how much the account may have repeated after a cut, [0, 5]
  std::uint64_t budget = 0;          ///< posts in a calendar month (UTC); 0 = no bound of ours
};

/// Until when the stream was heard, and what was paid for this month.
struct StreamCursor {
  EventTime until{};
  bool resumes = false;     ///< the stream was heard once
  std::int32_t month = 0;   ///< months since 1970-01
  std::uint64_t posts = 0;  ///< of that month

  std::string to_json() const;
  /// Errors: Errc::corrupt.
  static Result<StreamCursor> from_json(std::string_view text);
};

/// What X asks to be waited, in units of the first wait (250 ms): network faults linear up to 64 units (16 s), HTTP
/// errors doubling from 20 (5 s) to 1280 (320 s), 429 doubling from 240 (a minute) to 3600 (15 min).
class Waits {
 public:
  explicit Waits(std::chrono::milliseconds unit) : unit_(unit) {}
  /// Never shorter than the server asked for.
  std::chrono::milliseconds next(const net::Failure& failure);
  void progress();

 private:
  std::chrono::milliseconds unit_;
  unsigned network_ = 0;
  unsigned server_ = 0;
  unsigned throttled_ = 0;
};

/// Knows no socket and no clock. Legal order: (address (failed | (connected (heard | heartbeat | falls_behind |
/// is_abreast)* failed)))*.
class Stream {
 public:
  Stream(StreamOptions options, StreamCursor cursor);

  net::Url address() const;
  net::Url rules_address(std::string_view page = {}) const;

  /// The first bytes of a connection that was asked for at `asked`: what was posted since the last one and will not be
  /// repeated is a gap.
  std::optional<Gap> connected(EventTime asked, EventTime now);

  struct Heard {
    bool record = false;
    bool is_new = false;                ///< a post from after all that was heard
    std::optional<net::Failure> error;  ///< the server ends the stream
  };
  Heard heard(const Line& line, EventTime now);
  /// Nothing waits to be sent: all that matched was heard, but for what is on its way.
  void heartbeat(EventTime now);
  /// Nothing is read from now on: what is read later may have been sent now, heartbeats too.
  void falls_behind(EventTime now);
  /// All that was sent has been read: the next piece had to be waited for.
  void is_abreast() { behind_since_.reset(); }
  /// A line that was passed over unread may have been a post; it is paid for.
  void passed_over(EventTime now) { count(now); }

  /// Whether the newest post is as good as now.
  bool caught_up(EventTime now) const;
  /// The month's budget is spent. Until when; nothing while there is some left.
  std::optional<EventTime> spent(EventTime now) const;
  /// Says in `failure` what the platform means by it.
  static void explain(net::Failure& failure);

  const StreamCursor& cursor() const { return cursor_; }

 private:
  void count(EventTime now);

  StreamOptions options_;
  StreamCursor cursor_;
  std::optional<EventTime> behind_since_;
};

}  // namespace outcry::ingest::x
