#include "app/live/inbox.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace outcry::app {

namespace asio = boost::asio;

Inbox::Inbox(const asio::any_io_executor& loop, std::size_t most_bytes) : room_(loop), most_bytes_(most_bytes) {
  room_.expires_at(asio::steady_timer::time_point::max());
}

bool Inbox::full(std::size_t source) const {
  const std::lock_guard lock(mutex_);
  return source < queues_.size() && queues_[source].bytes >= most_bytes_;
}

void Inbox::put(LiveItem item) {
  const std::lock_guard lock(mutex_);
  if (queues_.size() <= item.source) queues_.resize(item.source + 1);
  Queue& queue = queues_[item.source];
  queue.bytes += item.batch.block.size;
  queue.items.push_back(std::move(item));
  news_ = true;
  filled_.notify_one();
}

asio::awaitable<void> Inbox::push(LiveItem& item) {
  while (full(item.source)) co_await room_.async_wait(net::as_result);
  put(std::move(item));
}

void Inbox::push_small(LiveItem item) { put(std::move(item)); }

void Inbox::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  filled_.wait_for(lock, patience, [this] { return news_; });
  news_ = false;
}

std::optional<LiveItem> Inbox::take(std::size_t source) {
  const std::lock_guard lock(mutex_);
  if (source >= queues_.size() || queues_[source].items.empty()) return std::nullopt;
  return take_locked(queues_[source]);
}

LiveItem Inbox::take_locked(Queue& queue) {
  LiveItem out = std::move(queue.items.front());
  queue.items.pop_front();
  const bool was_full = queue.bytes >= most_bytes_;
  queue.bytes -= out.batch.block.size;
  if (was_full && queue.bytes < most_bytes_) asio::post(room_.get_executor(), [this] { room_.cancel(); });
  return out;
}

std::optional<LiveItem> Inbox::pop(std::chrono::milliseconds patience) {
  const auto filled = [this] { return std::ranges::find_if(queues_, [](const Queue& q) { return !q.items.empty(); }); };
  std::unique_lock lock(mutex_);
  if (!filled_.wait_for(lock, patience, [&] { return filled() != queues_.end(); })) return std::nullopt;
  return take_locked(*filled());
}

}  // namespace outcry::app
