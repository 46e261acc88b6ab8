#include "app/live/live.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "app/live/tracks.h"

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
constexpr auto kBehind = 2s;    ///< how far the clock of a silent source stays behind: posts under way
constexpr auto kAhead = 10min;  ///< clocks of feeds may be ahead of ours
constexpr std::size_t kNever = static_cast<std::size_t>(-1);

class LiveRun {
 public:
  LiveRun(LiveJob job, const nlp::Classifier& classifier, outputs::Store& store,
          std::vector<std::unique_ptr<outputs::Sink>> sinks, const LiveHooks& hooks, detect::Detector detector)
      : job_(std::move(job)),
        hooks_(hooks),
        classifier_(classifier),
        store_(store),
        pipeline_({.window = job_.windower.window,
                   .memory = job_.windower.memory(),
                   .commit_windows = kNever,
                   .commit_event_windows = kNever,
                   .feeds = names(job_.sources)},
                  detect::Windower(job_.windower, job_.catalog, job_.sources.size()), std::move(detector), store,
                  std::move(sinks)),
        listener_(hooks.now) {}

  Result<void> take_up(const outputs::Store& store) {
    const auto checkpoint = store.checkpoint();
    if (checkpoint) {
      if (auto resumed = pipeline_.resume(*checkpoint, input_); !resumed) return resumed.error();
      state_.closed_until = checkpoint->closed_until;
      resumed_at_ = checkpoint->closed_until;
    }
    const auto names = LiveRun::names(job_.sources);
    for (auto& listened : job_.sources) {
      tracks_.emplace_back(listened.name, steady());
      if (input_.cursor(listened.name).empty()) input_.set(listened.name, listened.source->first_cursor(hooks_.now()));
      listened.cursor = input_.cursor(listened.name);
    }
    state_.window = job_.windower.window;
    state_.gaps = store.gaps(kGapsKept);
    late_.assign(names.size(), 0);
    posts_.assign(names.size(), 0);
    heard_before_.assign(names.size(), EventTime{});
    if (checkpoint) recall_hearing(store.heard_until());
    if (checkpoint) tell_removed(names);
    input_.keep_only(names);
    if (!checkpoint) pipeline_.begin(input_);
    return {};
  }

  Result<LiveState> run(const std::function<bool()>& stop) {
    const auto began = steady();
    newest_ = pipeline_.newest();
    answered_at_ = began;
    listener_.start(std::move(job_.sources));
    while (!stop() && !over(steady() - began)) step();
    listener_.stop();
    const auto last = pipeline_.stop();
    show(true);
    if (!last) return last.error();
    return state_;
  }

 private:
  static std::vector<std::string> names(const std::vector<Listened>& sources) {
    std::vector<std::string> out;
    for (const Listened& it : sources) out.push_back(it.name);
    return out;
  }

  Steady::time_point steady() const { return hooks_.steady(); }

  /// A store of an earlier version does not say which feed was heard: then all were.
  void recall_hearing(const std::map<std::string, EventTime>& until) {
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
      const auto known = until.find(tracks_[i].name());
      if (known != until.end() || until.empty())
        heard_before_[i] = until.empty() ? *resumed_at_ : std::min(known->second, *resumed_at_);
    }
  }

  /// What a source had heard of windows that were still open is not heard again without it.
  void tell_removed(const std::vector<std::string>& names) {
    const EventTime now = hooks_.now();
    const EventTime from = state_.closed_until > EventTime{} ? state_.closed_until : now;
    for (const auto& gone : input_.others(names)) {
      note(gone, {.from = from,
                  .to = std::max(now, from),
                  .cause = "it is no longer listened to; what it had heard of this time is not counted"});
    }
  }

  bool over(Steady::duration elapsed) const {
    if (job_.limits.run_for && elapsed >= *job_.limits.run_for) return true;
    if (std::ranges::all_of(tracks_, [](const Track& it) { return it.has_ended(); })) return true;
    const auto heard_all = [](const Track& it) { return it.has_ended() || it.state() == SourceState::live; };
    return job_.limits.once && std::ranges::all_of(tracks_, heard_all);
  }

  void step() {
    for (std::size_t i = 0; i < tracks_.size(); ++i) fill(i);
    auto turn = next_turn(tracks_, job_.windower.lateness, steady());
    // Nothing is committed on the way, so nothing can fail.
    if (turn) {
      believe();
      turn->piece.feed = static_cast<std::uint32_t>(turn->source);
      static_cast<void>(pipeline_.feed(turn->piece, input_));
      put_down(tracks_[turn->source]);
    }
    if (!turn) listener_.inbox().wait(kPatience);
    if (!turn || steady() - ticked_ > 1s) tick();
    note_progress();
    commit_when_due();
    if (steady() - shown_ >= kShowEvery || changed_) show(false);
  }

  /// No post is of the future. As the clock of the world may be wrong as well, what time has gone by since the newest
  /// post is asked for a second opinion; before the first one of this run nobody can say.
  void believe() {
    if (!progressed_at_) return;
    const auto gone_by = std::chrono::floor<std::chrono::microseconds>(steady() - *progressed_at_);
    pipeline_.believe(hooks_.now() + kAhead, gone_by + kAhead);
  }

  void note_progress() {
    if (pipeline_.newest() == newest_) return;
    newest_ = pipeline_.newest();
    progressed_at_ = steady();
  }

  /// Takes what a source has to say until it has posts to give.
  void fill(std::size_t index) {
    Inbox& inbox = listener_.inbox();
    while (!tracks_[index].has_posts()) {
      auto item = inbox.take(index);
      if (!item) return;
      take(index, *item);
    }
  }

  void take(std::size_t index, LiveItem& item) {
    switch (item.kind) {
      case LiveItem::Kind::status:
        tracks_[index].set_state(item.status.state);
        changed_ = true;
        return;
      case LiveItem::Kind::ended:
        tracks_[index].end();
        changed_ = true;
        return;
      case LiveItem::Kind::records:
        return load(index, item.batch);
    }
  }

  /// What was committed is not lost when a feed no longer has it, and a past that nobody has heard is no loss either.
  void load(std::size_t index, ingest::SourceBatch& batch) {
    for (auto& gap : batch.gaps) {
      if (resumed_at_) gap.from = std::max(gap.from, *resumed_at_);
      const bool nobody_heard_it = gap.of_the_past && !resumed_at_;
      if (nobody_heard_it || gap.from >= gap.to) continue;
      if (!gap.recoverable && is_most_of_all(index)) pipeline_.missed(gap.from, gap.to);
      note(tracks_[index].name(), std::move(gap));
    }
    note_if_too_late(index, batch.newest);
    ClassifiedBlock block;
    if (batch.block.size > 0) block = classifier_.classify(batch.block);
    state_.read.add(block.stats);
    for (const auto& problem : block.problems) keep_sample(problem, tracks_[index].name(), batch.block);
    posts_[index] += block.posts.size();
    for (const auto& [post, mention] : block.mentions)
      ++state_.intents[static_cast<std::size_t>(mention.verdict.intent)];
    if (job_.recent) job_.recent->keep(std::move(batch.block));
    tracks_[index].load(std::move(block), batch.newest, std::move(batch.cursor), steady());
    put_down(tracks_[index]);
  }

  /// Windows without this source are windows not heard. Where others say much as well, the fewer posts of the whole
  /// tell how much was heard.
  bool is_most_of_all(std::size_t index) const {
    constexpr double kMost = 0.9;
    const auto all = std::accumulate(posts_.begin(), posts_.end(), std::uint64_t{0});
    return tracks_.size() == 1 || (all > 0 && static_cast<double>(posts_[index]) > kMost * static_cast<double>(all));
  }

  /// The first record of each reason, for the operator.
  void keep_sample(const Problem& problem, const std::string& source, const ingest::Block& block) {
    const auto same = [&](const PassedOver& one) { return one.source == source && one.reason == problem.reason; };
    auto& kept = state_.passed_over;
    if (kept.size() >= kSamplesKept || std::ranges::any_of(kept, same) || problem.offset >= block.size) return;
    const auto whole = std::string_view(block.bytes.data(), block.size).substr(problem.offset);
    const auto record = whole.substr(0, whole.find('\n'));
    kept.push_back({source, problem.reason, std::string(record.substr(0, Listener::kSampleBytes))});
  }

  void put_down(Track& track) {
    if (auto cursor = track.take_cursor(); !cursor.empty()) input_.set(track.name(), std::move(cursor));
  }

  /// One that comes back when the others have gone on: what it brings from before then is too late for its windows.
  /// What it says again (a run goes on from a place well before its end) was heard, and is no loss.
  void note_if_too_late(std::size_t index, EventTime newest) {
    const Track& track = tracks_[index];
    const EventTime closed = pipeline_.closed_until();
    const EventTime heard = std::max(track.newest(), heard_before_[index]);
    const bool late =
        tracks_.size() > 1 && track.state() == SourceState::replaying && newest > heard && newest < closed;
    if (std::exchange(late_[index], late ? 1 : 0) != 0 || !late) return;
    ingest::Gap gap;
    gap.from = heard == EventTime{} ? newest : heard;
    gap.to = closed;
    gap.cause = track.name() + " came when the others had gone on; what it brings of this time is too late";
    gap.recoverable = true;
    note(track.name(), std::move(gap));
  }

  void note(const std::string& feed, ingest::Gap gap) {
    ++state_.gap_count;
    state_.gaps.push_back(
        {.feed = feed, .from = gap.from, .to = gap.to, .cause = std::move(gap.cause), .recoverable = gap.recoverable});
    pipeline_.note(state_.gaps.back());
    if (state_.gaps.size() > kGapsKept) state_.gaps.erase(state_.gaps.begin());
    changed_ = true;
  }

  /// Unless a source is behind, the world goes on though nobody posts; by the steady clock, as the other one jumps.
  void tick() {
    ticked_ = steady();
    EventTime now{};
    for (const Track& track : tracks_) {
      if (track.holds(ticked_)) return;
      if (track.has_ended() || track.state() != SourceState::live || track.newest() == EventTime{}) continue;
      const auto since = std::chrono::duration_cast<std::chrono::microseconds>(ticked_ - track.moved_at() - kBehind);
      now = std::max(now, track.newest() + std::max(since, 0us));
    }
    if (now > pipeline_.newest()) static_cast<void>(pipeline_.advance(now));
  }

  bool replaying() const {
    return std::ranges::any_of(tracks_, [](const Track& it) { return it.state() == SourceState::replaying; });
  }

  void commit_when_due() {
    if (pipeline_.uncommitted() == 0 && state_.trouble.empty()) return;
    if (steady() < retry_at_) return;
    if (state_.trouble.empty() && replaying() && pipeline_.uncommitted() < kCommitWhileReplaying &&
        steady() - committed_ < kCommitWhileReplayingEvery)
      return;
    const auto committed = pipeline_.commit_closed();
    committed_ = steady();
    note_trouble(committed);
    if (committed) {
      let_go();
      tidy();
    }
    if (!committed) retry_at_ = committed_ + kRetryCommit;
  }

  /// Each hour of the feeds' time; what cannot be done now is done in the next.
  void tidy() {
    const auto hour = std::chrono::floor<std::chrono::hours>(pipeline_.closed_until());
    if (hour <= tidied_) return;
    tidied_ = hour;
    static_cast<void>(store_.retain(job_.retention, pipeline_.closed_until()));
  }

  /// Sources that keep what they were given need not keep what no run will ask for again.
  void let_go() {
    LiveInput committed;
    if (!committed.resume(pipeline_.committed_position())) return;
    std::map<std::string, std::string> cursors;
    for (const Track& track : tracks_) {
      if (auto cursor = committed.cursor(track.name()); !cursor.empty()) cursors[track.name()] = std::move(cursor);
    }
    listener_.forget_before(std::move(cursors));
  }

  /// The world's weather (a full disk, a sink that is gone) does not end the run; it is said, and tried again.
  void note_trouble(const Result<void>& outcome) {
    const std::string trouble = outcome ? "" : outcome.error().message();
    changed_ = changed_ || trouble != state_.trouble;
    state_.trouble = trouble;
  }

  void show(bool over) {
    state_.sources = listener_.report();
    for (std::size_t i = 0; i < state_.sources.size(); ++i) state_.sources[i].posts = posts_[i];
    state_.windows = pipeline_.windower_stats();
    state_.windows.ahead += pipeline_.ahead_of_all_clocks();
    state_.held_back = pipeline_.held_back().posts();
    state_.events = pipeline_.events();
    state_.uncommitted = pipeline_.uncommitted();
    for (const Track& track : tracks_) state_.newest = std::max(state_.newest, track.newest());
    state_.heard_windows = pipeline_.detector().heard_windows();
    state_.closed_until = pipeline_.closed_until();
    state_.over = over;
    shown_ = steady();
    if (listener_.life().has_answered()) answered_at_ = shown_;
    state_.silent = shown_ - answered_at_;
    listener_.life().ask();
    changed_ = false;
    hooks_.on_state(state_);
  }

  LiveJob job_;
  const LiveHooks& hooks_;
  BlockClassifier classifier_;
  outputs::Store& store_;
  LiveInput input_;
  Pipeline pipeline_;
  Listener listener_;
  std::vector<Track> tracks_;
  std::vector<std::uint64_t> posts_;     ///< by source, heard in this run
  std::vector<EventTime> heard_before_;  ///< by source, up to here in earlier runs; 1970 = never
  std::vector<char> late_;               ///< by source: it brings what is too late
  LiveState state_;
  Steady::time_point answered_at_;                   ///< when the thread of the feeds last gave a sign of life
  std::optional<EventTime> resumed_at_;              ///< up to here an earlier run has committed
  EventTime newest_ = EventTime::min();              ///< of the pipeline, before this run or after the last step
  std::optional<Steady::time_point> progressed_at_;  ///< when it moved last
  Steady::time_point ticked_;
  Steady::time_point shown_;
  Steady::time_point committed_;
  Steady::time_point retry_at_;
  EventTime tidied_{};  ///< the hour in which the store was tidied last
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
