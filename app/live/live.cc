#include "app/live/live.h"

#include <algorithm>
#include <utility>

namespace outcry::app {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;
using ingest::SourceState;

constexpr auto kPatience = 200ms;
constexpr auto kShowEvery = 1s;
constexpr auto kRetryCommit = 2s;
constexpr std::size_t kCommitWhileReplaying = 256;  ///< windows
constexpr auto kCommitWhileReplayingEvery = 2s;
constexpr auto kBehind = 2s;  ///< how far the clock of a silent source stays behind: posts under way
constexpr std::size_t kNever = static_cast<std::size_t>(-1);

/// What the analysis knows of a source.
struct Heard {
  std::string name;
  SourceState state = SourceState::connecting;
  EventTime newest{};
  Steady::time_point at;
  bool ended = false;
};

class LiveRun {
 public:
  LiveRun(LiveJob job, const nlp::Classifier& classifier, outputs::Store& store,
          std::vector<std::unique_ptr<outputs::Sink>> sinks, const LiveHooks& hooks, detect::Detector detector)
      : job_(std::move(job)),
        hooks_(hooks),
        classifier_(classifier),
        pipeline_({.window = job_.windower.window,
                   .memory = job_.windower.memory(),
                   .commit_windows = kNever,
                   .commit_event_windows = kNever},
                  detect::Windower(job_.windower, job_.catalog), std::move(detector), store, std::move(sinks)),
        listener_(hooks.now) {}

  Result<void> take_up(const outputs::Store& store) {
    const auto checkpoint = store.checkpoint();
    if (checkpoint) {
      if (auto resumed = pipeline_.resume(*checkpoint, input_); !resumed) return resumed.error();
      state_.closed_until = checkpoint->closed_until;
    }
    std::vector<std::string> names;
    for (auto& listened : job_.sources) {
      names.push_back(listened.name);
      if (input_.cursor(listened.name).empty()) input_.set(listened.name, listened.source->first_cursor(hooks_.now()));
      listened.cursor = input_.cursor(listened.name);
      heard_.push_back({.name = listened.name, .at = Steady::now()});
    }
    input_.keep_only(names);
    if (!checkpoint) pipeline_.begin(input_);
    return {};
  }

  Result<LiveState> run(const std::function<bool()>& stop) {
    const auto began = Steady::now();
    listener_.start(std::move(job_.sources));
    while (!stop() && !over(Steady::now() - began)) step();
    listener_.stop();
    const auto last = pipeline_.stop();
    show(true);
    if (!last) return last.error();
    return state_;
  }

 private:
  bool over(Steady::duration elapsed) const {
    if (job_.limits.run_for && elapsed >= *job_.limits.run_for) return true;
    const auto is = [](SourceState wanted) { return [wanted](const Heard& it) { return it.state == wanted; }; };
    if (std::ranges::all_of(heard_, [](const Heard& it) { return it.ended; })) return true;
    return job_.limits.once && std::ranges::all_of(heard_, is(SourceState::live));
  }

  void step() {
    auto item = listener_.inbox().pop(kPatience);
    if (item) take(*item);
    if (!item || Steady::now() - ticked_ > 1s) tick();
    commit_when_due();
    if (Steady::now() - shown_ >= kShowEvery || changed_) show(false);
  }

  void take(LiveItem& item) {
    Heard& source = heard_[item.source];
    switch (item.kind) {
      case LiveItem::Kind::status:
        source.state = item.status.state;
        changed_ = true;
        return;
      case LiveItem::Kind::ended:
        source.ended = changed_ = true;
        return;
      case LiveItem::Kind::records:
        return feed(source, item.batch);
    }
  }

  void feed(Heard& source, ingest::SourceBatch& batch) {
    for (auto& gap : batch.gaps) note(std::move(gap));
    source.newest = std::max(source.newest, batch.newest);
    source.at = Steady::now();
    if (batch.block.size > 0) {
      auto block = classifier_.classify(batch.block);
      state_.read.add(block.stats);
      const auto posts = static_cast<std::uint32_t>(block.posts.size());
      const auto mentions = static_cast<std::uint32_t>(block.mentions.size());
      // Nothing is committed on the way, so nothing can fail.
      static_cast<void>(
          pipeline_.feed({.block = &block, .end = posts, .mention_end = mentions, .starts_block = true}, input_));
    }
    if (!batch.cursor.empty()) input_.set(source.name, std::move(batch.cursor));
  }

  void note(ingest::Gap gap) {
    if (!gap.recoverable) pipeline_.missed(gap.from, gap.to);
    ++state_.gap_count;
    state_.gaps.push_back(std::move(gap));
    if (state_.gaps.size() > kGapsKept) state_.gaps.erase(state_.gaps.begin());
    changed_ = true;
  }

  /// Where all sources are live the world goes on though nobody posts; by the steady clock, as the other one jumps.
  void tick() {
    ticked_ = Steady::now();
    EventTime now = EventTime::max();
    for (const Heard& source : heard_) {
      if (source.ended) continue;
      if (source.state != SourceState::live || source.newest == EventTime{}) return;
      const auto since = std::chrono::duration_cast<std::chrono::microseconds>(ticked_ - source.at - kBehind);
      now = std::min(now, source.newest + std::max(since, 0us));
    }
    if (now != EventTime::max() && now > pipeline_.newest()) static_cast<void>(pipeline_.advance(now));
  }

  bool replaying() const {
    return std::ranges::any_of(heard_, [](const Heard& it) { return it.state == SourceState::replaying; });
  }

  void commit_when_due() {
    if (pipeline_.uncommitted() == 0 && state_.trouble.empty()) return;
    if (Steady::now() < retry_at_) return;
    if (state_.trouble.empty() && replaying() && pipeline_.uncommitted() < kCommitWhileReplaying &&
        Steady::now() - committed_ < kCommitWhileReplayingEvery)
      return;
    const auto committed = pipeline_.commit_closed();
    committed_ = Steady::now();
    keep(committed);
    if (!committed) retry_at_ = committed_ + kRetryCommit;
  }

  /// The world's weather (a full disk, a sink that is gone) does not end the run; it is said, and tried again.
  void keep(const Result<void>& outcome) {
    const std::string trouble = outcome ? "" : outcome.error().message();
    changed_ = changed_ || trouble != state_.trouble;
    state_.trouble = trouble;
  }

  void show(bool over) {
    state_.sources = listener_.report();
    state_.windows = pipeline_.windower_stats();
    state_.held_back = pipeline_.held_back().posts();
    state_.events = pipeline_.events();
    state_.uncommitted = pipeline_.uncommitted();
    state_.newest = pipeline_.newest();
    state_.closed_until = pipeline_.closed_until();
    state_.over = over;
    shown_ = Steady::now();
    changed_ = false;
    hooks_.on_state(state_);
  }

  LiveJob job_;
  const LiveHooks& hooks_;
  BlockClassifier classifier_;
  LiveInput input_;
  Pipeline pipeline_;
  Listener listener_;
  std::vector<Heard> heard_;
  LiveState state_;
  Steady::time_point ticked_;
  Steady::time_point shown_;
  Steady::time_point committed_;
  Steady::time_point retry_at_;
  bool changed_ = true;
};

}  // namespace

Result<LiveState> run_live(LiveJob job, const nlp::Classifier& classifier, outputs::Store& store,
                           std::vector<std::unique_ptr<outputs::Sink>> sinks, const LiveHooks& hooks,
                           const std::function<bool()>& stop) {
  auto detector = detect::Detector::make(job.detector, job.catalog);
  if (!detector) return detector.error();
  LiveRun run(std::move(job), classifier, store, std::move(sinks), hooks, std::move(*detector));
  if (auto taken = run.take_up(store); !taken) return taken.error();
  return run.run(stop);
}

}  // namespace outcry::app
