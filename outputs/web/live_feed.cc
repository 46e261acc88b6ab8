#include "outputs/web/live_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "net/wire.h"

namespace outcry::outputs::web {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto kComment = 15s;
constexpr std::string_view kRetry = "retry: 2000\n\n";

}  // namespace

/// The timer wakes it when something was sent, and when it is time for a comment.
struct LiveFeed::Listener {
  explicit Listener(const asio::any_io_executor& executor) : woken(executor) {}
  std::deque<std::shared_ptr<const std::string>> waiting;
  std::size_t bytes = 0;
  bool cut = false;
  asio::steady_timer woken;
};

std::string sse_event(std::string_view kind, std::string_view data, std::optional<std::uint64_t> sequence) {
  const std::string id = sequence ? fmt::format("id: {}\n", *sequence) : "";
  return fmt::format("{}event: {}\ndata: {}\n\n", id, kind, data);
}

void LiveFeed::send(std::string event) {
  const auto shared = std::make_shared<const std::string>(std::move(event));
  std::erase_if(listeners_, [](const auto& it) { return it.expired(); });
  for (const auto& weak : listeners_) {
    const auto listener = weak.lock();
    if (!listener || listener->cut) continue;
    if (listener->bytes + shared->size() > kMostBytes) {
      listener->cut = true;
      ++cut_off_;
    } else {
      listener->waiting.push_back(shared);
      listener->bytes += shared->size();
    }
    listener->woken.cancel();
  }
}

std::size_t LiveFeed::listeners() const {
  return static_cast<std::size_t>(std::ranges::count_if(listeners_, [](const auto& it) { return !it.expired(); }));
}

net::ServerResponse LiveFeed::open(std::string first) {
  auto listener = std::make_shared<Listener>(executor_);
  listener->waiting.push_back(std::make_shared<const std::string>(std::string(kRetry) + std::move(first)));
  listeners_.push_back(listener);
  net::ServerResponse out;
  out.headers.emplace_back("Content-Type", "text/event-stream");
  out.stream = [listener](net::ResponseStream& stream) { return talk(listener, stream); };
  return out;
}

asio::awaitable<void> LiveFeed::talk(std::shared_ptr<Listener> listener, net::ResponseStream& stream) {
  while (!listener->cut) {
    if (listener->waiting.empty()) {
      listener->woken.expires_after(kComment);
      const auto woken = co_await listener->woken.async_wait(net::as_result);
      static_cast<void>(woken);
      const auto state = co_await asio::this_coro::cancellation_state;
      if (state.cancelled() != asio::cancellation_type::none) co_return;
      if (listener->waiting.empty() && !listener->cut) {
        const bool taken = co_await stream.write(": \n\n");
        if (!taken) co_return;
      }
      continue;
    }
    const auto next = listener->waiting.front();
    listener->waiting.pop_front();
    listener->bytes -= std::min(listener->bytes, next->size());
    const bool taken = co_await stream.write(*next);
    if (!taken) co_return;
  }
}

}  // namespace outcry::outputs::web
