#include "app/replay/pipeline.h"

#include <algorithm>
#include <utility>

namespace outcry::app {
namespace {

using namespace std::chrono_literals;

/// "2026-03-08T20:00:00Z [...]"; "-" stands for "nothing heard yet".
std::string place(EventTime newest, const std::string& position) {
  return (newest == EventTime::min() ? "-" : format_utc(newest)) + " " + position;
}

bool is_for_the_record(EventTime time) { return time.time_since_epoch() % outputs::kLevelsEvery == 0us; }

}  // namespace

Pipeline::Pipeline(PipelineOptions options, detect::Windower windower, detect::Detector detector, outputs::Store& store,
                   std::vector<std::unique_ptr<outputs::Sink>> sinks)
    : options_(std::move(options)),
      windower_(std::move(windower)),
      detector_(std::move(detector)),
      store_(store),
      sinks_(std::move(sinks)) {}

Result<void> Pipeline::resume(const outputs::Checkpoint& checkpoint, Resumable& input) {
  if (auto restored = detector_.restore(checkpoint.snapshot); !restored) return restored.error();
  const auto split = checkpoint.position.find(' ');
  if (split == std::string::npos) return Errc::corrupt;
  const auto newest = parse_rfc3339(std::string_view(checkpoint.position).substr(0, split));
  closed_until_ = checkpoint.closed_until;
  position_ = checkpoint.position;
  if (auto moved = input.resume(std::string_view(checkpoint.position).substr(split + 1)); !moved) return moved.error();
  if (input.resumed_at_end()) news_from_ = closed_until_;
  if (newest) windower_.resume(*newest);
  return tell();
}

void Pipeline::begin(const Resumable& input) { position_ = place(EventTime::min(), input.position()); }

/// Remembers where the input stands, unless nothing was heard since the last time.
void Pipeline::cut(const Resumable& input) {
  if (windower_.holding()) return;
  const EventTime newest = windower_.newest();
  if (!cuts_.empty() && newest < cuts_.back().newest + options_.window) return;
  cuts_.push_back({newest, input.position()});
}

bool Pipeline::is_of_the_future(EventTime time) const {
  const EventTime newest = windower_.newest();
  return time > clock_ && newest != EventTime::min() && time - newest > slack_;
}

bool Pipeline::hear(const HeardPost& post, std::uint32_t feed) {
  using Heard = detect::Windower::Heard;
  if (post.op != PostOp::create) {
    windower_.changed(post.op, post.timed ? std::optional(post.time) : std::nullopt, post.identity);
    return post.op == PostOp::update;
  }
  if (post.time < news_from_) {
    ++behind_the_end_;
    return false;
  }
  if (is_of_the_future(post.time)) {
    ++ahead_;
    return false;
  }
  const Heard heard = windower_.heard(post.time, post.identity, feed);
  return heard == Heard::in_time || heard == Heard::ahead;
}

Result<void> Pipeline::feed(const Piece& piece, const Resumable& input) {
  if (piece.starts_block) cut(input);
  fed_ = true;
  auto& block = *piece.block;
  std::uint32_t mention = piece.mention_begin;
  for (std::uint32_t i = piece.begin; i < piece.end; ++i) {
    const bool counts = hear(block.posts[i], piece.feed);
    for (; mention < piece.mention_end && block.mentions[mention].post == i; ++mention) {
      if (counts) windower_.add(std::move(block.mentions[mention].mention));
    }
  }
  return observe_all([&] { return windower_.closed(); });
}

void Pipeline::missed(EventTime from, EventTime to) {
  if (from < to) missed_.push_back({from, to});
}

/// Gaps may overlap only when two sources tell the same one; then more than the window is lost, which is all of it.
double Pipeline::heard_share(const Window& window) const {
  std::chrono::microseconds lost{0};
  for (const Window& gap : missed_)
    lost += std::max(std::chrono::microseconds(0), std::min(gap.end, window.end) - std::max(gap.begin, window.begin));
  const auto length = window.end - window.begin;
  return 1.0 - static_cast<double>(std::min(lost, length).count()) / static_cast<double>(length.count());
}

void Pipeline::count_feeds(const WindowCounts& window) {
  const auto since_1970 = window.window.begin.time_since_epoch();
  const EventTime step{since_1970 - since_1970 % outputs::kFeedPostsEvery};
  for (const FeedCount& count : window.feeds) {
    const std::string& feed = options_.feeds[count.feed];
    const auto same = [&](const outputs::FeedPosts& it) { return it.begin == step && it.feed == feed; };
    const auto known = std::ranges::find_if(pending_.feeds, same);
    if (known == pending_.feeds.end())
      pending_.feeds.push_back({feed, step, count.posts});
    else
      known->posts += count.posts;
  }
}

Result<void> Pipeline::advance(EventTime now) {
  windower_.advance(now);
  return observe_all([&] { return windower_.closed(); });
}

Result<void> Pipeline::observe(std::vector<WindowCounts> windows) {
  for (auto& window : windows) {
    if (window.window.end <= closed_until_) continue;
    if (!missed_.empty()) window.exposure = heard_share(window.window);
    auto events = detector_.observe(window);
    closed_until_ = window.window.end;
    if (is_for_the_record(closed_until_)) pending_.levels.push_back(detector_.levels());
    held_back_.add(window);
    count_feeds(window);
    for (auto& event : events) {
      if (event.type == EventType::opened) ++opened_;
      pending_.events.push_back(std::move(event));
    }
    pending_.windows.push_back(std::move(window));
    const bool full = pending_.windows.size() >= options_.commit_windows;
    const bool news = !pending_.events.empty() && pending_.windows.size() >= options_.commit_event_windows;
    std::erase_if(missed_, [&](const Window& gap) { return gap.end <= closed_until_; });
    if (!full && !news) continue;
    if (auto committed = commit(); !committed) return committed.error();
  }
  return {};
}

std::string Pipeline::safe_position(EventTime closed_until) {
  if (cuts_.empty()) return position_;
  const EventTime limit = closed_until - options_.memory - options_.window;
  while (!cuts_.empty() && cuts_.front().newest <= limit) {
    position_ = place(cuts_.front().newest, cuts_.front().position);
    cuts_.pop_front();
  }
  return position_;
}

Result<void> Pipeline::commit() {
  if (pending_.windows.empty() && !finished_) return tell();
  pending_.position = safe_position(closed_until_);
  pending_.snapshot = detector_.snapshot();
  pending_.standing = detector_.levels();
  if (auto committed = store_.commit(pending_); !committed) return committed.error();
  events_ += pending_.events.size();
  pending_ = {};
  return tell();
}

Result<void> Pipeline::tell() {
  if (sinks_.empty()) return {};
  Result<void> outcome;
  const auto on_event = [&](std::uint64_t sequence, std::string_view line) {
    for (const auto& sink : sinks_) {
      if (outcome) outcome = sink->deliver({sequence, line});
    }
    if (outcome) told_ = sequence;
  };
  if (auto read = store_.each_event(told_, on_event); !read) return read.error();
  return outcome;
}

Result<void> Pipeline::finish(const Resumable& input) {
  if (auto observed = observe_all([&] { return windower_.finish(); }); !observed) return observed.error();
  finished_ = true;
  cuts_.clear();
  position_ = place(windower_.newest(), input.position());
  return stop();
}

Result<void> Pipeline::stop() {
  if (auto committed = commit(); !committed) return committed.error();
  for (const auto& sink : sinks_) {
    if (auto done = sink->finish(); !done) return done.error();
  }
  return {};
}

}  // namespace outcry::app
