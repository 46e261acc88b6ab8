#include "app/replay/pacer.h"

#include <algorithm>

namespace outcry::app {

std::chrono::microseconds Pacer::wait(EventTime time, std::chrono::steady_clock::time_point now) {
  if (!holds(time)) return std::chrono::microseconds(0);
  if (!first_) {
    first_ = time;
    began_ = now;
  }
  const auto due = std::chrono::duration<double, std::micro>(time - *first_) / pace_.speed;
  return std::chrono::duration_cast<std::chrono::microseconds>(due - (now - began_));
}

void each_portion(const Piece& piece, std::chrono::seconds step,
                  const std::function<bool(const Piece& portion, EventTime newest)>& on_portion) {
  const auto& posts = piece.block->posts;
  const auto& mentions = piece.block->mentions;
  Piece portion = piece;
  portion.end = piece.begin;
  portion.mention_end = piece.mention_begin;
  while (portion.begin < piece.end) {
    EventTime newest = posts[portion.begin].time;
    const EventTime limit = window_at(newest, step).end;
    while (portion.end < piece.end && posts[portion.end].time < limit)
      newest = std::max(newest, posts[portion.end++].time);
    while (portion.mention_end < piece.mention_end && mentions[portion.mention_end].post < portion.end)
      ++portion.mention_end;
    if (!on_portion(portion, newest)) return;
    portion.begin = portion.end;
    portion.mention_begin = portion.mention_end;
    portion.starts_block = false;
  }
}

}  // namespace outcry::app
