// The embedded store: counts, incidents, the event log and where to go on, one transaction per commit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.h"
#include "model/counts.h"
#include "model/error.h"
#include "model/incident.h"
#include "model/level.h"
#include "outputs/encode.h"
#include "outputs/store/retention.h"

namespace outcry::outputs {

/// Posts of one feed that were not heard: [from, to).
struct FeedGap {
  std::string feed;
  EventTime from;
  EventTime to;
  std::string cause;
  bool recoverable = false;  ///< the feed can still give them
  friend bool operator==(const FeedGap&, const FeedGap&) = default;
};

/// How often the levels are kept.
inline constexpr std::chrono::minutes kLevelsEvery{10};

/// How often the posts of feeds are summed up.
inline constexpr std::chrono::minutes kFeedPostsEvery{10};

/// Posts of one feed by the times at which they were written, as far as they came in time for their windows; windows
/// count where they begin.
struct FeedPosts {
  std::string feed;
  EventTime begin;  ///< a multiple of kFeedPostsEvery
  std::uint64_t posts = 0;
  friend bool operator==(const FeedPosts&, const FeedPosts&) = default;
};

/// What a commit writes, all or nothing: closed windows, the incidents they changed, the new events, what was not
/// heard, and the place from which the input is read again after a stop.
struct Commit {
  std::vector<WindowCounts> windows;
  std::vector<IncidentEvent> events;
  std::vector<FeedGap> gaps;
  std::vector<FeedPosts> feeds;  ///< of `windows`; added to what the store has of the same times
  std::vector<Levels> levels;    ///< for the record, each of a moment that is a multiple of kLevelsEvery
  Levels standing;               ///< after the last window; empty = as before
  std::string position;          ///< of the input, opaque to the store
  std::string snapshot;          ///< of the detector, after the last window
};

/// What was committed last.
struct Checkpoint {
  EventTime closed_until;  ///< end of the last committed window
  std::uint64_t last_sequence = 0;
  std::string position;
  std::string snapshot;
};

/// An incident as stored, newest revision.
struct StoredIncident {
  std::string id;
  std::string service;  ///< slug
  std::string state;
  EventTime onset_at;
  std::string json;  ///< `data` of its last event, without `event`
};

struct IncidentQuery {
  std::string service;             ///< slug, "" = all
  std::string state;               ///< "" = all
  std::optional<EventTime> since;  ///< onset at or after
  std::optional<EventTime> until;  ///< onset before
};

/// SQLite in WAL mode; one writer. Opened by one process at a time for writing.
class Store {
 public:
  enum class Access : std::uint8_t { read_write, read_only };

  /// What a commit outlives. Replays can be repeated and take `kill`; what was heard live cannot.
  enum class Durability : std::uint8_t {
    kill,       ///< the death of the process at any moment
    power_cut,  ///< also that of the machine: synced to disk before `commit` returns
  };

  /// Creates (with the folders above it) or opens. `encode`: what events and incidents may hold. `run` is written on
  /// creation and compared afterwards, as soon as anything was committed, but for a reader, which takes what it finds
  /// (`run()`) and needs no catalog. A reader may look while somebody writes; it sees whole commits only. Errors:
  /// Errc::mismatch (made with other settings), newer_version, corrupt (damaged, or not ours), io, not_found (read
  /// only: no file, or nothing was ever committed to it); boost errc device_or_resource_busy: another process writes to
  /// it.
  static Result<Store> open(const std::string& path, Access access, const RunInfo& run,
                            std::shared_ptr<const Catalog> catalog, Durability durability = Durability::kill,
                            EncodeOptions encode = {});
  /// Makes a store that was written with other settings one of `run`, whoever knows that its checkpoint means the same.
  /// Errors: as `open`.
  static Result<void> take_over(const std::string& path, const RunInfo& run);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// As of the last commit, or as found on opening; empty before the first commit.
  std::optional<Checkpoint> checkpoint() const;
  /// Numbers the events on from the last and writes everything in one transaction; after an error nothing
  /// of it is written, and it may be tried again. A window without a post that was fully listened to is
  /// not written, as its absence says the same. Errors: Errc::io, corrupt.
  Result<void> commit(const Commit& commit);

  /// Brings what was written live to what may be kept at `now`. Errors: Errc::io, corrupt; then nothing has changed.
  Result<void> retain(const Retention& retention, EventTime now);

  /// Calls `on_event(sequence, line)` for each event after `after`, in order, at most `most` of them, as far as they
  /// are still kept; a line is one CloudEvent without its newline, valid during the call. Errors: Errc::corrupt (a line
  /// that is not the one written, a number that is missing), io.
  Result<void> each_event(std::uint64_t after, const std::function<void(std::uint64_t, std::string_view)>& on_event,
                          std::size_t most = std::numeric_limits<std::uint32_t>::max()) const;
  /// By onset, oldest first. A row that is not the one written is left out.
  std::vector<StoredIncident> incidents(const IncidentQuery& query) const;
  /// By its id, or by the beginning of the id of exactly one incident.
  std::optional<StoredIncident> incident(std::string_view id_or_prefix) const;
  /// All whose ids begin like that, by onset.
  std::vector<StoredIncident> incidents_like(std::string_view prefix) const;
  /// The last `most` by their ends, oldest first.
  std::vector<FeedGap> gaps(std::size_t most) const;
  /// The end of the last ten minutes of which posts of a feed were counted, by its name.
  std::map<std::string, EventTime> heard_until() const;
  const RunInfo& run() const;

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::outputs
