#include "detect/skew_guard.h"

#include <algorithm>
#include <utility>

namespace outcry::detect {
namespace {

constexpr std::chrono::hours kAbsurdStart{366 * 24};

}  // namespace

SkewGuard::Verdict SkewGuard::judge(EventTime time, std::uint64_t identity) {
  const bool against = !held_.empty() && time < held_.front().time - limit_;
  if (against) {
    std::ranges::move(held_, std::back_inserter(settled_.refused));
    held_.clear();
  }
  if (held_.empty() && !is_jump(time)) return Verdict::accepted;
  held_.push_back({time, identity, {}});
  return Verdict::held;
}

SkewGuard::Settled SkewGuard::settled() {
  settle();
  return std::exchange(settled_, {});
}

void SkewGuard::settle() {
  while (!held_.empty()) {
    if (!is_jump(held_.front().time)) {
      release_front();
      continue;
    }
    if (held_.size() <= kWitnesses) return;
    if (!absurd_start()) {
      release_front();
      continue;
    }
    settled_.refused.push_back(std::move(held_.front()));
    held_.erase(held_.begin());
  }
}

void SkewGuard::release_front() {
  HeldPost post = std::move(held_.front());
  held_.erase(held_.begin());
  if (started_ && post.time > newest_) longest_gap_ = std::max(longest_gap_, post.time - newest_);
  accept(post.time);
  settled_.accepted.push_back(std::move(post));
}

bool SkewGuard::absurd_start() const {
  if (started_) return false;
  return std::all_of(held_.begin() + 1, held_.end(),
                     [&](const HeldPost& post) { return post.time - held_.front().time > kAbsurdStart; });
}

SkewGuard::Settled SkewGuard::finish() {
  const bool tiny = !started_;
  while (!held_.empty()) {
    const auto jump = started_ ? held_.front().time - newest_ : std::chrono::microseconds{0};
    if (tiny || jump <= std::max(limit_, 2 * longest_gap_)) {
      release_front();
      continue;
    }
    settled_.refused.push_back(std::move(held_.front()));
    held_.erase(held_.begin());
  }
  return std::exchange(settled_, {});
}

}  // namespace outcry::detect
