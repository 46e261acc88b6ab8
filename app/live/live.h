// A live run: what sources hear, classified and counted, committed window by window, until it is stopped.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/live/listener.h"
#include "app/live/live_input.h"
#include "app/replay/pipeline.h"
#include "app/replay/recent_blocks.h"

namespace outcry::app {

/// When a run stops by itself.
struct LiveLimits {
  std::optional<std::chrono::milliseconds> run_for;  ///< by the steady clock
  bool once = false;                                 ///< when everything up to now has been heard
};

struct LiveJob {
  std::vector<Listened> sources;  ///< at least one; their cursors are set by the run
  detect::WindowerOptions windower;
  detect::DetectorOptions detector;
  std::shared_ptr<const Catalog> catalog;
  LiveLimits limits;
  outputs::Retention retention;
  std::shared_ptr<RecentBlocks> recent;  ///< keeps what is heard; null = nobody does
};

/// A record that could not be decoded, kept as a sample of its kind.
struct PassedOver {
  std::string source;
  Errc reason{};
  std::string sample;  ///< its beginning
};

/// How a live run stands; made once a second and at every change of a source.
struct LiveState {
  std::chrono::seconds window{60};
  std::vector<SourceReport> sources;
  detect::WindowerStats windows;
  ingest::ReadStats read;
  std::vector<PassedOver> passed_over;            ///< the first of each source and reason, at most kSamplesKept
  std::array<std::uint64_t, kIntents> intents{};  ///< mentions that were heard
  std::uint64_t held_back = 0;
  std::uint64_t events = 0;
  std::size_t uncommitted = 0;
  double heard_windows = 0;                      ///< since the store began, by how much of each was heard
  EventTime newest{};                            ///< of all posts of this run; 1970 = none
  EventTime closed_until = EventTime::min();     ///< end of the last committed window
  std::vector<outputs::FeedGap> gaps;            ///< the last ones, of earlier runs as well, at most kGapsKept
  std::uint64_t gap_count = 0;                   ///< of this run
  std::chrono::steady_clock::duration silent{};  ///< for so long the thread of the feeds has given no sign of life
  std::string trouble;                           ///< why nothing can be committed; "" = all is well
  bool over = false;
};
inline constexpr std::size_t kGapsKept = 100;
inline constexpr std::size_t kSamplesKept = 50;

struct LiveHooks {
  ingest::Now now;  ///< the clock of the world
  std::function<std::chrono::steady_clock::time_point()> steady = std::chrono::steady_clock::now;  ///< how time goes by
  std::function<void(const LiveState&)> on_state;  ///< on the caller's thread
};

/// Runs on the caller's thread until `stop` says so, `run_for` is over, `once` is reached, or every source is fatal;
/// then commits what is closed. Windows that are open are heard again by the next run. Errors: Errc::mismatch, corrupt
/// (the store cannot be taken up), io (nothing could be committed at the end).
Result<LiveState> run_live(LiveJob job, const nlp::Classifier& classifier, outputs::Store& store,
                           std::vector<std::unique_ptr<outputs::Sink>> sinks, const LiveHooks& hooks,
                           const std::function<bool()>& stop);

}  // namespace outcry::app
