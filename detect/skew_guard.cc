#include "detect/skew_guard.h"

#include <algorithm>
#include <utility>

namespace outcry::detect {
namespace {

constexpr std::chrono::hours kAbsurdStart{366 * 24};

}  // namespace

SkewGuard::Verdict SkewGuard::judge(EventTime time, std::uint64_t identity, std::uint32_t feed) {
  const bool against = started_ && !held_.empty() && time < held_.front().time - limit_;
  if (against) {
    std::ranges::move(held_, std::back_inserter(settled_.refused));
    held_.clear();
  }
  if (held_.empty() && !is_jump(time)) return Verdict::accepted;
  held_.push_back({time, identity, feed, {}});
  return Verdict::held;
}

SkewGuard::Settled SkewGuard::settled() {
  settle();
  return std::exchange(settled_, {});
}

void SkewGuard::settle() {
  if (!started_ && held_.size() > kWitnesses) begin();
  while (!held_.empty() && (!is_jump(held_.front().time) || held_.size() > kWitnesses)) release_front();
}

void SkewGuard::begin() {
  std::vector<EventTime> times;
  for (const auto& post : held_) times.push_back(post.time);
  std::ranges::sort(times);
  const EventTime median = times[(times.size() - 1) / 2];
  newest_ = median;
  started_ = true;
  std::vector<HeldPost> ahead;
  for (auto& post : held_) {
    const bool absurd = median - post.time > kAbsurdStart;
    auto& to = absurd ? settled_.refused : is_jump(post.time) ? ahead : settled_.accepted;
    to.push_back(std::move(post));
  }
  held_ = std::move(ahead);
  for (const auto& post : settled_.accepted) newest_ = std::max(newest_, post.time);
  for (std::size_t i = 1; i < times.size() && times[i] <= newest_; ++i)
    if (median - times[i - 1] <= kAbsurdStart) longest_gap_ = std::max(longest_gap_, times[i] - times[i - 1]);
}

void SkewGuard::release_front() {
  HeldPost post = std::move(held_.front());
  held_.erase(held_.begin());
  if (started_ && post.time > newest_) longest_gap_ = std::max(longest_gap_, post.time - newest_);
  accept(post.time);
  settled_.accepted.push_back(std::move(post));
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
