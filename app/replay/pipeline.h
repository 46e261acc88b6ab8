// From posts to committed windows: the one synchronous chain that live and replay share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "app/replay/held_back.h"
#include "app/replay/resumable.h"
#include "detect/detector.h"
#include "detect/windower.h"
#include "outputs/sink.h"
#include "outputs/store.h"

namespace outcry::app {

struct PipelineOptions {
  std::chrono::seconds window{60};
  std::chrono::seconds memory{4200};      ///< how far back posts reach into the counts of a window
  std::size_t commit_windows = 1024;      ///< closed windows in one transaction at most
  std::size_t commit_event_windows = 16;  ///< sooner when there are events to tell
  /// Their names in the store. An archive, of however many files, is one feed.
  std::vector<std::string> feeds{"archive"};
};

/// Steps 4 to 8 of the life of a post. Legal order: (resume | begin)? (feed | advance | missed)* (finish | stop). Not
/// thread-safe.
///
/// Going on after a stop: windows are committed together with a place in the input from which everything
/// that concerns later windows is read again; windows that come out a second time are recognised by their
/// end and left out. The place is the newest one at which no post had yet been heard that lies further
/// before the committed end than `memory`.
class Pipeline {
 public:
  /// `store` outlives this. Sinks are told of events once they are committed.
  Pipeline(PipelineOptions options, detect::Windower windower, detect::Detector detector, outputs::Store& store,
           std::vector<std::unique_ptr<outputs::Sink>> sinks);

  /// Takes up a store's checkpoint: restores the detector, tells sinks what they have not heard, and
  /// moves `input` to where it must be read from. Errors: Errc::corrupt, mismatch, io.
  Result<void> resume(const outputs::Checkpoint& checkpoint, Resumable& input);
  /// Instead of `resume`: what is read first, so that a stop before the first hour is over can go back to it.
  void begin(const Resumable& input);

  /// Errors: Errc::io (store or sink).
  Result<void> feed(const Piece& piece, const Resumable& input);
  /// The input has ended: closes the last windows and commits everything.
  Result<void> finish(const Resumable& input);
  /// Posts of [from, to) were not heard: windows that are closed from now on count as heard in part, or not at all.
  void missed(EventTime from, EventTime to);
  /// Kept with the windows that are committed next.
  void note(outputs::FeedGap gap) { pending_.gaps.push_back(std::move(gap)); }
  /// From now on a post dated both after `clock` and more than `slack` after the newest one is not heard: its own clock
  /// is wrong. A replay has no such word.
  void believe(EventTime clock, std::chrono::microseconds slack) {
    clock_ = clock;
    slack_ = slack;
  }
  std::uint64_t ahead_of_all_clocks() const { return ahead_; }
  /// It is `now` by the input's clock, though no post says so; closes windows. Never moves backwards.
  Result<void> advance(EventTime now);
  /// Windows that are closed and not yet committed.
  std::size_t uncommitted() const { return pending_.windows.size(); }
  /// Commits them and tells the sinks. After an error nothing is lost, and it may be tried again.
  Result<void> commit_closed() { return commit(); }
  /// Where a run reads on behind the last commit that went well, as `Resumable::position` said it; "[]" = none yet.
  std::string_view committed_position() const { return std::string_view(position_).substr(position_.find(' ') + 1); }
  /// The input goes on another time: commits what is closed and tells the sinks.
  Result<void> stop();

  const detect::WindowerStats& windower_stats() const { return windower_.stats(); }
  /// New posts from before the end of an earlier run, whose windows are closed: not heard.
  std::uint64_t behind_the_end() const { return behind_the_end_; }
  const HeldBack& held_back() const { return held_back_; }
  const detect::Detector& detector() const { return detector_; }
  bool fed() const { return fed_; }  ///< whether there was any piece at all
  EventTime newest() const { return windower_.newest(); }
  EventTime closed_until() const { return closed_until_; }  ///< end of the last closed window
  std::uint64_t incidents_opened() const { return opened_; }
  std::uint64_t events() const { return events_; }

 private:
  /// A place in the input and the newest time heard before it.
  struct Cut {
    EventTime newest;
    std::string position;
  };

  /// True when the mentions of the post are to be added.
  bool hear(const HeardPost& post, std::uint32_t feed);
  bool is_of_the_future(EventTime time) const;
  void cut(const Resumable& input);
  /// `deliver` gives windows in portions, the last one empty.
  template <class Deliver>
  Result<void> observe_all(const Deliver& deliver) {
    for (auto windows = deliver(); !windows.empty(); windows = deliver())
      if (auto observed = observe(std::move(windows)); !observed) return observed.error();
    return {};
  }
  Result<void> observe(std::vector<WindowCounts> windows);
  double heard_share(const Window& window) const;
  void count_feeds(const WindowCounts& window);
  Result<void> commit();
  Result<void> tell();
  std::string safe_position(EventTime closed_until);

  PipelineOptions options_;
  detect::Windower windower_;
  detect::Detector detector_;
  outputs::Store& store_;
  std::vector<std::unique_ptr<outputs::Sink>> sinks_;
  std::deque<Cut> cuts_;
  outputs::Commit pending_;
  HeldBack held_back_;
  std::vector<Window> missed_;
  EventTime closed_until_ = EventTime::min();
  EventTime news_from_ = EventTime::min();
  EventTime clock_ = EventTime::max();
  std::chrono::microseconds slack_{0};
  std::uint64_t behind_the_end_ = 0;
  std::uint64_t ahead_ = 0;
  std::string position_ = "- []";  ///< of the last commit: newest time heard before it, then where to read
  std::uint64_t told_ = 0;         ///< last event that the sinks have heard
  std::uint64_t opened_ = 0;
  std::uint64_t events_ = 0;
  bool fed_ = false;
  bool finished_ = false;
};

}  // namespace outcry::app
