// Live sources side by side: those that stand at different times are read in the order of time, post by post.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/replay/resumable.h"
#include "ingest/source.h"

namespace outcry::app {

/// One source as the analysis reads it: how it stands, and the block it is in the middle of.
class Track {
 public:
  using Steady = std::chrono::steady_clock;

  explicit Track(std::string name, Steady::time_point began) : name_(std::move(name)), moved_at_(began) {}

  const std::string& name() const { return name_; }
  ingest::SourceState state() const { return state_; }
  bool has_ended() const { return ended_; }
  EventTime newest() const { return newest_; }  ///< of what was read; 1970 = nothing yet
  Steady::time_point moved_at() const { return moved_at_; }

  void set_state(ingest::SourceState state) { state_ = state; }
  void end() { ended_ = true; }

  /// `newest`: by the feed's clock, 1970 when it has none. `cursor` holds once all of it was read.
  void load(ClassifiedBlock block, EventTime newest, std::string cursor, Steady::time_point now);
  bool has_posts() const { return loaded_ && post_ < block_.posts.size(); }
  /// When its next post is due: its time, but a time that neither the post after it nor the feed's clock reaches is a
  /// stray.
  EventTime due() const;
  /// At least one post, and those that are due up to `until`.
  Piece take(EventTime until);
  /// Once after each block: the cursor behind it; "" otherwise.
  std::string take_cursor();

  /// Whether the others wait for it: it reads what was posted before now, or is away for a short time.
  bool holds(Steady::time_point now) const;

 private:
  std::string name_;
  ingest::SourceState state_ = ingest::SourceState::connecting;
  bool ended_ = false;
  EventTime newest_{};
  Steady::time_point moved_at_;  ///< when something was read, or the run began
  ClassifiedBlock block_;
  EventTime block_newest_{};
  std::string cursor_;
  bool loaded_ = false;
  std::uint32_t post_ = 0;
  std::uint32_t mention_ = 0;
};

/// How long the others wait for one that is behind and says nothing: it may be a cut that is over at once, or a backlog
/// whose next part is under way. After that the world goes on without it.
inline constexpr std::chrono::seconds kWaitForReturn{60};
/// The same at the beginning, for one that was never heard: a connection that hangs, and another try.
inline constexpr std::chrono::seconds kWaitForFirst{30};

/// A run of posts of one of the sources.
struct Turn {
  std::size_t source = 0;
  Piece piece;
};

/// What is to be read next: posts of the one furthest behind. Nothing while there are none, or all lie further than
/// `lateness` ahead of a source that holds and has nothing to give yet.
std::optional<Turn> next_turn(std::vector<Track>& tracks, std::chrono::seconds lateness, Track::Steady::time_point now);

}  // namespace outcry::app
