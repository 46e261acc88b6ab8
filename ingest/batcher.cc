#include "ingest/batcher.h"

#include <algorithm>
#include <utility>

namespace outcry::ingest {

using net::as_result;

constexpr auto kSettlePatience = std::chrono::milliseconds(100);

Batcher::Batcher(const boost::asio::any_io_executor& executor, std::shared_ptr<const Layout> layout, std::string source,
                 Stamp stamp, BatcherOptions options)
    : filled_(executor),
      layout_(std::move(layout)),
      source_(std::make_shared<const std::string>(std::move(source))),
      stamp_(std::move(stamp)),
      options_(options) {
  reset();
}

void Batcher::reset() {
  pending_.block.size = 0;
  pending_.block.layout = layout_;
  pending_.block.file = source_;
  pending_.block.member = member_;
  pending_.gaps.clear();
  news_ = false;
}

void Batcher::append(std::string_view record) {
  Block& block = pending_.block;
  const std::size_t needed = block.size + record.size() + 1 + kRecordPadding;
  if (block.bytes.size() < needed) block.bytes.resize(std::max(needed, 2 * block.bytes.size()));
  char* const to = block.bytes.data() + block.size;
  std::ranges::replace_copy_if(
      record, to, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  to[record.size()] = '\n';
  block.size += record.size() + 1;
  news_ = true;
  if (block.size >= options_.batch_bytes) filled_.cancel();
}

void Batcher::add_gap(Gap gap) {
  pending_.gaps.push_back(std::move(gap));
  news_ = true;
}

void Batcher::say(SourceStatus status) {
  said_.push_back(std::move(status));
  filled_.cancel();
}

void Batcher::set_layout(std::shared_ptr<const Layout> layout) {
  layout_ = std::move(layout);
  pending_.block.layout = layout_;
}

boost::asio::awaitable<void> Batcher::room(std::chrono::milliseconds most) {
  if (!has_room()) co_await emptied(most);
}

boost::asio::awaitable<void> Batcher::emptied(std::chrono::milliseconds most) {
  struct Waiter {
    Waiter(std::vector<boost::asio::steady_timer*>& all, const boost::asio::any_io_executor& executor,
           std::chrono::milliseconds most)
        : waiting(all), timer(executor, most) {
      waiting.push_back(&timer);
    }
    ~Waiter() { std::erase(waiting, &timer); }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    std::vector<boost::asio::steady_timer*>& waiting;
    boost::asio::steady_timer timer;
  };
  Waiter waiter(waiting_, filled_.get_executor(), most);
  co_await waiter.timer.async_wait(as_result);
}

/// Moves everything out; the buffers change places.
void Batcher::take(SourceBatch& batch) {
  std::swap(batch, pending_);
  stamp_(batch);
  reset();
  for (auto* timer : waiting_) timer->cancel();
}

boost::asio::awaitable<void> Batcher::hand_over(SourceBatch& batch, SourceOutput& output) {
  const auto said = std::exchange(said_, {});
  busy_ = true;
  if (news_) {
    take(batch);
    co_await output.deliver(batch);
  }
  for (const auto& status : said) output.status(status);
  busy_ = false;
  for (auto* timer : waiting_) timer->cancel();
}

boost::asio::awaitable<void> Batcher::settled() {
  while (busy_ || news_ || !said_.empty()) {
    filled_.cancel();
    co_await emptied(kSettlePatience);
  }
}

boost::asio::awaitable<void> Batcher::flush(SourceOutput& output) {
  SourceBatch batch;
  co_await hand_over(batch, output);
}

boost::asio::awaitable<void> Batcher::drain(SourceOutput& output) {
  SourceBatch batch;
  for (;;) {
    if (pending_.block.size < options_.batch_bytes && said_.empty()) {
      filled_.expires_after(options_.patience);
      co_await filled_.async_wait(as_result);
    }
    co_await hand_over(batch, output);
  }
}

}  // namespace outcry::ingest
