// Posts and mentions into closed windows: the only place that knows about lateness and duplicates.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "model/counts.h"
#include "model/mention.h"
#include "model/post.h"

namespace outcry::detect {

struct WindowerOptions {
  std::chrono::seconds window{60};            ///< length, [10 s, 1 h]
  std::chrono::seconds lateness{120};         ///< how far the watermark trails the newest post, [0, 30 d]
  std::chrono::seconds skew_limit{3600};      ///< a post this far (or `lateness`, if longer) ahead of the newest counts
                                              ///< only when the next ones agree
  std::chrono::seconds reporter_memory{600};  ///< one author counts once per service in this time, [window, 1 h]
  std::uint32_t samples_per_window = 6;  ///< of evidence, kept per service and window, [0, 50]; 0 = none of any kind
  std::uint32_t copies_cap = 2;  ///< reporters that one long text (8 words or more), one link-and-tag set or all new
                                 ///< accounts together can give a service within `copy_memory`
  std::chrono::seconds copy_memory{3600};

  /// How far back posts reach into the counts of a window: which posts were first ones of their authors decides which
  /// of them are copies.
  std::chrono::seconds memory() const { return reporter_memory + copy_memory; }
};

struct WindowerStats {
  std::uint64_t posts = 0;       ///< heard in time, distinct
  std::uint64_t duplicates = 0;  ///< the same identity again
  std::uint64_t late = 0;        ///< behind the watermark: shown, not counted
  std::uint64_t ahead = 0;       ///< far ahead of all others: shown, not counted
  std::uint64_t removed = 0;     ///< posts taken back before their window ended: not counted
  std::uint64_t edited = 0;      ///< posts changed before their window ended: counted in their new words
  std::uint64_t closed = 0;      ///< windows
};

/// Gathers posts by event time and closes windows behind the watermark. What a closed window holds is a
/// function of the set of posts, not of their order within the lateness: mentions are sorted by
/// (time, identity, text) when it closes, and only then are authors and copies counted; edits and removals
/// are applied then as well, see Changes.
/// Legal order: ((heard | changed) add* | advance | closed)* finish?
class Windower {
 public:
  /// `feeds`: how many there are, at least one.
  Windower(WindowerOptions options, const std::shared_ptr<const Catalog>& catalog, std::size_t feeds = 1);
  Windower(Windower&&) noexcept;
  Windower& operator=(Windower&&) noexcept;
  ~Windower();

  enum class Heard : std::uint8_t { in_time, duplicate, late, ahead };

  /// Every post, whatever it is about; moves the watermark. Mentions of the post are to be added only
  /// when the answer is `in_time`. A post `ahead` is held back and heard later if the next ones agree:
  /// then its mentions, added all the same, count as well. `feed` that brought it: less than `feeds`.
  Heard heard(EventTime time, std::uint64_t identity, std::uint32_t feed = 0);
  /// An edit or removal; `subject` as in Change. Without a time it happened at the newest time heard. Mentions of
  /// an edit are to be added afterwards.
  void changed(PostOp op, std::optional<EventTime> time, std::uint64_t subject);
  void add(Mention mention);

  /// Windows that the watermark has passed, oldest first; empty ones between them too (posts == 0).
  /// At most 10,080 at a time, so that a gap of years does not fill the memory; the rest with the next call.
  std::vector<WindowCounts> closed();
  /// The world has come to `now`, though no post says so. Nothing before the first post; never backwards.
  void advance(EventTime now);
  /// End of the input: closes what is left, the last window included; again in portions, until one is empty.
  std::vector<WindowCounts> finish();

  EventTime watermark() const;  ///< EventTime::min() before anything was accepted
  EventTime newest() const;     ///< likewise
  /// A post far ahead of the others waits for witnesses: no place to resume from.
  bool holding() const;
  /// For going on after a stop: the newest time heard when the position that is resumed was passed.
  /// A window is the same as in an uninterrupted run when it begins at least `memory()` + `window`
  /// after that time; the earlier ones are closed again in part, and are to be passed over.
  void resume(EventTime newest);
  const WindowerStats& stats() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace outcry::detect
