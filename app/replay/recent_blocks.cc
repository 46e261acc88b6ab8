#include "app/replay/recent_blocks.h"

#include <utility>

namespace outcry::app {

void RecentBlocks::keep(ingest::Block block) {
  if (block.size == 0 || block.bytes.size() > most_bytes_) return;
  block.bytes.shrink_to_fit();
  const auto size = block.bytes.size();
  auto entry = std::make_shared<const ingest::Block>(std::move(block));
  const std::lock_guard lock(mutex_);
  blocks_.push_back(std::move(entry));
  bytes_ += size;
  while (bytes_ > most_bytes_) {
    bytes_ -= blocks_.front()->bytes.size();
    blocks_.pop_front();
  }
}

std::vector<RecentBlocks::Entry> RecentBlocks::all() const {
  const std::lock_guard lock(mutex_);
  return {blocks_.begin(), blocks_.end()};
}

void RecentBlocks::set_heard_until(EventTime time) {
  const std::lock_guard lock(mutex_);
  heard_until_ = time;
}

EventTime RecentBlocks::heard_until() const {
  const std::lock_guard lock(mutex_);
  return heard_until_;
}

}  // namespace outcry::app
