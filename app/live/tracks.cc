#include "app/live/tracks.h"

#include <algorithm>
#include <utility>

namespace outcry::app {

using ingest::SourceState;

void Track::load(ClassifiedBlock block, EventTime newest, std::string cursor, Steady::time_point now) {
  block_ = std::move(block);
  block_newest_ = newest;
  cursor_ = std::move(cursor);
  loaded_ = true;
  post_ = mention_ = 0;
  moved_at_ = now;
}

EventTime Track::due() const {
  EventTime out = block_.posts[post_].time;
  if (post_ + 1 < block_.posts.size()) out = std::min(out, block_.posts[post_ + 1].time);
  return block_newest_ == EventTime{} ? out : std::min(out, block_newest_);
}

Piece Track::take(EventTime until) {
  Piece piece{.block = &block_, .begin = post_, .mention_begin = mention_, .starts_block = post_ == 0};
  do {
    newest_ = std::max(newest_, due());
    ++post_;
  } while (has_posts() && due() <= until);
  while (mention_ < block_.mentions.size() && block_.mentions[mention_].post < post_) ++mention_;
  piece.end = post_;
  piece.mention_end = mention_;
  return piece;
}

std::string Track::take_cursor() {
  if (!loaded_ || has_posts()) return "";
  loaded_ = false;
  newest_ = std::max(newest_, block_newest_);
  return std::exchange(cursor_, "");
}

bool Track::holds(Steady::time_point now) const {
  if (ended_) return false;
  const bool away =
      state_ == SourceState::connecting || state_ == SourceState::replaying || state_ == SourceState::backing_off;
  return away && now - moved_at_ < (newest_ == EventTime{} ? kWaitForFirst : kWaitForReturn);
}

std::optional<Turn> next_turn(std::vector<Track>& tracks, std::chrono::seconds lateness,
                              Track::Steady::time_point now) {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (tracks[i].has_posts() && (!first || tracks[i].due() < tracks[*first].due())) first = i;
  }
  if (!first) return std::nullopt;
  EventTime until = EventTime::max();
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (i == *first) continue;
    if (tracks[i].has_posts())
      until = std::min(until, tracks[i].due());
    else if (tracks[i].holds(now))
      until = std::min(until, tracks[i].newest() + lateness);
  }
  if (tracks[*first].due() > until) return std::nullopt;
  return Turn{*first, tracks[*first].take(until)};
}

}  // namespace outcry::app
