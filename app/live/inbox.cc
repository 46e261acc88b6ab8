#include "app/live/inbox.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace outcry::app {

namespace asio = boost::asio;

Inbox::Inbox(const asio::any_io_executor& loop, std::size_t most_bytes) : room_(loop), most_bytes_(most_bytes) {
  room_.expires_at(asio::steady_timer::time_point::max());
}

bool Inbox::full() const {
  const std::lock_guard lock(mutex_);
  return bytes_ >= most_bytes_;
}

void Inbox::put(LiveItem item) {
  const std::lock_guard lock(mutex_);
  bytes_ += item.batch.block.size;
  items_.push_back(std::move(item));
  filled_.notify_one();
}

asio::awaitable<void> Inbox::push(LiveItem& item) {
  while (full()) co_await room_.async_wait(net::as_result);
  put(std::move(item));
}

void Inbox::push_small(LiveItem item) { put(std::move(item)); }

std::optional<LiveItem> Inbox::pop(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (!filled_.wait_for(lock, patience, [this] { return !items_.empty(); })) return std::nullopt;
  LiveItem out = std::move(items_.front());
  items_.pop_front();
  const bool was_full = bytes_ >= most_bytes_;
  bytes_ -= out.batch.block.size;
  const bool has_room = bytes_ < most_bytes_;
  lock.unlock();
  if (was_full && has_room) asio::post(room_.get_executor(), [this] { room_.cancel(); });
  return out;
}

}  // namespace outcry::app
