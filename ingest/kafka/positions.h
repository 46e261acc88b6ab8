// Where in which partition, without a broker: where to begin, what was missed, whether all has been heard.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/source.h"

namespace outcry::ingest::kafka {

struct PartitionId {
  std::string topic;
  std::int32_t number = 0;
  friend auto operator<=>(const PartitionId&, const PartitionId&) = default;  // NOLINT(modernize-use-nullptr)
};

/// Up to where a partition was read.
struct Position {
  std::int64_t next = 0;  ///< offset of the first message that was not read
  EventTime time{};       ///< of the newest one that was, as `heard` was told; 1970 = none
  friend bool operator==(const Position&, const Position&) = default;
};

struct KafkaCursor {
  std::map<PartitionId, Position> positions;
  EventTime since{};   ///< where topics of which nothing was read begin
  EventTime newest{};  ///< of the posts

  std::string to_json() const;
  /// Errors: Errc::corrupt.
  static Result<KafkaCursor> from_json(std::string_view text);
};

/// What the brokers say of a partition.
struct PartitionState {
  PartitionId id;
  std::int64_t low = 0;                 ///< the first offset that is kept
  std::int64_t high = 0;                ///< behind the last
  std::optional<std::int64_t> at_time;  ///< the first offset at or after `since`; none = there is none
};

/// Legal order: (begin (heard | at_end | extend)*)*.
class Positions {
 public:
  explicit Positions(KafkaCursor cursor) : cursor_(std::move(cursor)) {}

  /// Whether some topic begins by time: then `at_time` is to be asked for.
  bool wants_time(const std::vector<std::string>& topics) const;
  EventTime since() const { return cursor_.since; }

  struct Begun {
    std::vector<Gap> gaps;
    std::map<PartitionId, std::int64_t> offsets;  ///< where to read from
  };
  /// These partitions are read from now on. Those of topics that are not among them are forgotten.
  Begun begin(const std::vector<PartitionState>& states, EventTime now);
  /// Whether some of these are not read yet. Fewer than are read are stale news.
  bool lacks(const std::vector<PartitionState>& states) const;
  /// Those of these that are not read yet are read as well; the others are where they are, whatever was said of them
  /// earlier. Gives the offsets of all.
  Begun extend(const std::vector<PartitionState>& states, EventTime now);

  /// Some were away: those that are behind these ends are caught up with side by side.
  void realign(const std::vector<PartitionState>& states);

  /// A message, read or passed over. `time`: of its post while there is a past to catch up with, else by the broker's
  /// word; 1970 = none. Gives a gap when what came before it is no
  /// longer kept.
  std::optional<Gap> heard(const PartitionId& id, std::int64_t offset, EventTime time);
  /// There is no more in this partition for now.
  std::optional<Gap> at_end(const PartitionId& id, EventTime now);
  /// All partitions have been read to their end at least once since `begin`.
  bool caught_up() const { return behind_.empty(); }

  /// Partitions are read side by side until all is caught up: none is to be read further whose `time_of` is later than
  /// this.
  EventTime limit() const;
  EventTime time_of(const PartitionId& id) const;  ///< of the newest message of it that was heard; 1970 = none
  /// The slowest partition gives nothing for now: the others no longer wait for it.
  void give_way();

  const KafkaCursor& cursor() const { return cursor_; }
  void set_newest(EventTime newest) { cursor_.newest = newest; }

 private:
  bool knows(const std::string& topic) const;
  void forget_other_topics(const std::vector<PartitionState>& states);
  void open(const PartitionState& state, bool is_known_topic, EventTime now, Begun& out);
  std::set<std::string> topics() const;
  EventTime slowest() const;
  std::int64_t first_offset(const PartitionState& state, bool is_known_topic) const;
  std::optional<Gap> into_range(const PartitionState& state, Position& at, EventTime now);
  std::optional<Gap> close(const PartitionId& id, EventTime to);

  KafkaCursor cursor_;
  std::set<PartitionId> read_;                  ///< partitions that are read
  std::set<PartitionId> behind_;                ///< partitions whose end was not seen yet
  std::set<PartitionId> pacing_;                ///< those of them that the others wait for
  std::map<PartitionId, EventTime> overtaken_;  ///< by retention: what was heard last of each
};

}  // namespace outcry::ingest::kafka
