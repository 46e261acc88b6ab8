#include "detect/windower.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "detect/changes.h"
#include "detect/identity_set.h"
#include "detect/skew_guard.h"
#include "detect/tally.h"

namespace outcry::detect {
namespace {

/// Windows delivered by one call of `closed`: bounds the memory that a long gap takes.
constexpr std::size_t kMaxDelivered = 10'080;
/// 2262-01-01T00:00Z in microseconds.
constexpr std::uint64_t kLastTime = 9'214'646'400'000'000U;

/// Who brought what, where there is more than one to bring it.
struct FeedTally {
  std::vector<std::uint64_t> posts;  ///< by feed; shorter when the last ones have none
  std::vector<IdentitySet> identities;

  void add(std::uint32_t feed, std::uint64_t identity) {
    if (feed >= posts.size()) {
      posts.resize(feed + 1UL);
      identities.resize(feed + 1UL);
    }
    if (identities[feed].insert(identity)) ++posts[feed];
  }

  std::vector<FeedCount> counts() const {
    std::vector<FeedCount> out;
    for (std::uint32_t feed = 0; feed < posts.size(); ++feed)
      if (posts[feed] > 0) out.push_back({feed, posts[feed]});
    return out;
  }
};

struct OpenWindow {
  Window window;
  std::uint64_t posts = 0;
  IdentitySet identities;
  std::vector<Mention> mentions;
  FeedTally feeds;
};

}  // namespace

struct Windower::Impl {
  WindowerOptions options;
  bool several_feeds;
  WindowerStats stats;
  SkewGuard guard;
  TallyMemory memory;
  Changes changes;
  std::deque<OpenWindow> open;  ///< in order of time; only windows that heard a post
  OpenWindow* current = nullptr;
  EventTime next_begin{};  ///< of the next window to deliver
  bool begun = false;
  enum class Target : std::uint8_t { nowhere, window, held, change } target = Target::nowhere;

  Impl(WindowerOptions o, std::size_t feeds)
      : options(o),
        several_feeds(feeds > 1),
        guard(std::max(o.skew_limit, o.lateness)),
        memory{ReporterMemory(o.reporter_memory), CopyMemory(o.copies_cap, o.copy_memory)} {}

  EventTime watermark() const { return guard.started() ? guard.newest() - options.lateness : EventTime::min(); }

  Heard count(EventTime time, std::uint64_t identity, std::uint32_t feed) {
    if (current == nullptr || time < current->window.begin || time >= current->window.end) {
      const Window window = window_at(time, options.window);
      if (is_late(window)) {
        ++stats.late;
        return Heard::late;
      }
      current = &window_for(window);
    }
    return place(time, identity, feed);
  }

  /// Into the current window.
  Heard place(EventTime time, std::uint64_t identity, std::uint32_t feed) {
    if (several_feeds) current->feeds.add(feed, identity);
    if (!current->identities.insert(identity)) {
      ++stats.duplicates;
      return Heard::duplicate;
    }
    ++stats.posts;
    ++current->posts;
    guard.accept(time);
    return Heard::in_time;
  }

  bool is_late(const Window& window) const { return guard.started() && window.end <= watermark(); }

  /// A time before 1970 or after 2262: no calendar of ours holds it.
  Heard refuse(EventTime time) {
    const bool before = time < EventTime{};
    ++(before ? stats.late : stats.ahead);
    return before ? Heard::late : Heard::ahead;
  }

  OpenWindow& window_for(const Window& window) {
    if (!begun || (stats.closed == 0 && window.begin < next_begin)) next_begin = window.begin;
    begun = true;
    const auto it =
        std::ranges::lower_bound(open, window.begin, {}, [](const OpenWindow& o) { return o.window.begin; });
    if (it != open.end() && it->window.begin == window.begin) return *it;
    return *open.insert(it, OpenWindow{window, 0, {}, {}, {}});
  }

  /// True when the post must wait. What the guard settles on the way is counted.
  bool waits(EventTime time, std::uint64_t identity, std::uint32_t feed) {
    take(guard.settled());
    if (guard.plain(time)) return false;
    const auto verdict = guard.judge(time, identity, feed);
    // A held post is settled at the earliest by the next call, so that its mentions can be added to it.
    if (verdict == SkewGuard::Verdict::accepted) take(guard.settled());
    return verdict == SkewGuard::Verdict::held;
  }

  void take(SkewGuard::Settled settled) {
    stats.ahead += settled.refused.size();
    for (HeldPost& post : settled.accepted) {
      // Never late: nothing has been closed since it came, though its successors may have moved the watermark.
      current = &window_for(window_at(post.time, options.window));
      if (place(post.time, post.identity, post.feed) != Heard::in_time) continue;
      std::ranges::move(post.mentions, std::back_inserter(current->mentions));
    }
  }

  /// A time that no post supports would wait for ever: such a change happened now. One of a window that the watermark
  /// has passed comes too late for it, whether that window has been closed yet or not.
  EventTime time_of_change(std::optional<EventTime> time) const {
    const EventTime now = guard.newest();
    const auto ahead = std::min(options.lateness, options.reporter_memory);
    if (!time || *time > now + ahead) return now;
    return std::max(*time, window_at(std::max(watermark(), EventTime{}), options.window).begin);
  }

  void apply_changes(OpenWindow& window, WindowCounts& out) {
    auto outcome = changes.apply(window.window, window.identities, window.mentions);
    stats.removed += outcome.removed;
    stats.edited += outcome.edited;
    out.withdrawn = std::move(outcome.withdrawn);
  }

  WindowCounts close(OpenWindow window) {
    WindowCounts out;
    out.window = window.window;
    out.posts = window.posts;
    if (several_feeds) {
      out.feeds = window.feeds.counts();
    } else if (window.posts > 0) {
      out.feeds = {{0, window.posts}};
    }
    apply_changes(window, out);
    memory.forget_before(window.window.begin);
    out.services = tally(std::move(window.mentions), memory, options.samples_per_window);
    return out;
  }

  WindowCounts deliver() {
    const Window window{next_begin, next_begin + options.window};
    next_begin = window.end;
    ++stats.closed;
    if (open.empty() || open.front().window.begin != window.begin) return close(OpenWindow{window, 0, {}, {}, {}});
    OpenWindow front = std::move(open.front());
    open.pop_front();
    current = nullptr;
    return close(std::move(front));
  }
};

Windower::Windower(WindowerOptions options, const std::shared_ptr<const Catalog>&, std::size_t feeds)
    : impl_(std::make_unique<Impl>(options, feeds)) {}
Windower::Windower(Windower&&) noexcept = default;
Windower& Windower::operator=(Windower&&) noexcept = default;
Windower::~Windower() = default;

Windower::Heard Windower::heard(EventTime time, std::uint64_t identity, std::uint32_t feed) {
  Impl& impl = *impl_;
  impl.target = Impl::Target::nowhere;
  if (static_cast<std::uint64_t>(time.time_since_epoch().count()) > kLastTime) [[unlikely]]
    return impl.refuse(time);
  if (!impl.guard.plain(time)) [[unlikely]] {
    if (impl.waits(time, identity, feed)) {
      impl.target = Impl::Target::held;
      return Heard::ahead;
    }
  }
  const Heard heard = impl.count(time, identity, feed);
  if (heard == Heard::in_time) impl.target = Impl::Target::window;
  return heard;
}

void Windower::changed(PostOp op, std::optional<EventTime> time, std::uint64_t subject) {
  Impl& impl = *impl_;
  impl.target = Impl::Target::nowhere;
  if (subject == 0 || !impl.guard.started()) return;
  impl.changes.add({op, impl.time_of_change(time), subject, {}});
  if (op == PostOp::update) impl.target = Impl::Target::change;
}

void Windower::add(Mention mention) {
  Impl& impl = *impl_;
  switch (impl.target) {
    case Impl::Target::nowhere:
      return;
    case Impl::Target::window:
      if (impl.current != nullptr) impl.current->mentions.push_back(std::move(mention));
      return;
    case Impl::Target::change:
      impl.changes.last().mentions.push_back(std::move(mention));
      return;
    case Impl::Target::held:
      if (impl.guard.waiting()) impl.guard.last().mentions.push_back(std::move(mention));
      return;
  }
}

std::vector<WindowCounts> Windower::closed() {
  std::vector<WindowCounts> out;
  if (impl_->guard.waiting()) impl_->take(impl_->guard.settled());
  if (!impl_->begun) return out;
  const EventTime watermark = impl_->watermark();
  while (impl_->next_begin + impl_->options.window <= watermark && out.size() < kMaxDelivered)
    out.push_back(impl_->deliver());
  return out;
}

void Windower::advance(EventTime now) {
  if (impl_->guard.started() && !impl_->guard.waiting()) impl_->guard.accept(now);
}

std::vector<WindowCounts> Windower::finish() {
  impl_->take(impl_->guard.settled());
  impl_->take(impl_->guard.finish());
  impl_->target = Impl::Target::nowhere;
  std::vector<WindowCounts> out;
  while (!impl_->open.empty() && out.size() < kMaxDelivered) out.push_back(impl_->deliver());
  return out;
}

EventTime Windower::watermark() const { return impl_->watermark(); }
EventTime Windower::newest() const { return impl_->guard.newest(); }

void Windower::resume(EventTime newest) {
  impl_->guard.accept(newest);
  const EventTime watermark = impl_->watermark();
  impl_->next_begin = window_at(watermark, impl_->options.window).begin;
  impl_->begun = true;
}

bool Windower::holding() const { return impl_->guard.waiting(); }

const WindowerStats& Windower::stats() const { return impl_->stats; }

}  // namespace outcry::detect
