// Which clock to believe: a post far ahead of all others waits until the posts after it agree.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/mention.h"

namespace outcry::detect {

/// A post that waits, with what it says.
struct HeldPost {
  EventTime time;
  std::uint64_t identity = 0;
  std::uint32_t feed = 0;
  std::vector<Mention> mentions;
};

/// Holds a post that is more than `skew_limit` ahead of the newest accepted one. When the next
/// kWitnesses posts are also at that jump or beyond it (less than `skew_limit` before it counts as
/// "at"), the jump is real, a gap in the archive, and the newest time moves. A post that is not
/// speaks against it, and all that was held is given up. An archive so sparse that every post is a jump
/// therefore runs kWitnesses posts behind.
/// The first posts are held until they are kWitnesses + 1: time begins with the lower median of them. One that lies
/// a year or more before it (a record of 1970) is given up; one that lies ahead of it is a jump as any other.
class SkewGuard {
 public:
  static constexpr std::size_t kWitnesses = 3;
  enum class Verdict : std::uint8_t { accepted, held };
  /// What became certain by the last post, oldest first.
  struct Settled {
    std::vector<HeldPost> accepted;
    std::vector<HeldPost> refused;
  };

  explicit SkewGuard(std::chrono::seconds limit) : limit_(limit) {}

  /// Nothing waits and `time` is no jump: the usual case, to be asked first.
  bool plain(EventTime time) const { return held_.empty() && started_ && time - newest_ <= limit_; }
  /// Moves the newest time; `time` must be plain or accepted.
  void accept(EventTime time) {
    if (!started_ || time > newest_) newest_ = time;
    started_ = true;
  }

  /// For a post that is not plain. When it is `held`, its mentions go to `last()`.
  Verdict judge(EventTime time, std::uint64_t identity, std::uint32_t feed = 0);
  HeldPost& last() { return held_.back(); }
  bool waiting() const { return !held_.empty(); }
  /// What the last `judge` settled; the held post just judged may be among the accepted.
  Settled settled();
  /// End of the input: no witness can come any more. A jump no longer than twice the longest gap that
  /// was real (or than `skew_limit`) is believed.
  Settled finish();

  EventTime newest() const { return newest_; }
  bool started() const { return started_; }

 private:
  void settle();
  void begin();
  void release_front();
  bool is_jump(EventTime time) const { return !started_ || time - newest_ > limit_; }

  std::chrono::microseconds limit_;
  EventTime newest_ = EventTime::min();
  bool started_ = false;
  std::chrono::microseconds longest_gap_{0};
  std::vector<HeldPost> held_;
  Settled settled_;
};

}  // namespace outcry::detect
