#include "outputs/web/live_feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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
  Listener(const asio::any_io_executor& executor, Manner how, std::shared_ptr<std::uint64_t> count)
      : manner(how), cut_off(std::move(count)), woken(executor) {}
  Manner manner;
  std::shared_ptr<std::uint64_t> cut_off;  ///< of all listeners
  std::vector<std::string> first;
  std::deque<std::shared_ptr<const std::string>> waiting;
  std::size_t bytes = 0;  ///< of those that wait
  bool cut = false;
  asio::steady_timer woken;
};

std::string told(const LiveEvent& event, Manner manner) {
  const auto& [kind, data, sequence] = event;
  if (manner == Manner::messages) {
    const std::string id = sequence ? fmt::format(R"(,"id":{})", *sequence) : "";
    return fmt::format(R"({{"event":"{}"{},"data":{}}})", kind, id, data.empty() ? "null" : data);
  }
  const std::string id = sequence ? fmt::format("id: {}\n", *sequence) : "";
  return fmt::format("{}event: {}\ndata: {}\n\n", id, kind, data);
}

void LiveFeed::send(const LiveEvent& event) {
  std::array<std::shared_ptr<const std::string>, 2> texts;
  std::erase_if(listeners_, [](const auto& it) { return it.expired(); });
  for (const auto& weak : listeners_) {
    const auto listener = weak.lock();
    if (!listener || listener->cut) continue;
    auto& text = texts.at(static_cast<std::size_t>(listener->manner));
    if (!text) text = std::make_shared<const std::string>(told(event, listener->manner));
    if (listener->bytes + text->size() > kMostBytes) {
      listener->cut = true;
      ++*cut_off_;
    } else {
      listener->waiting.push_back(text);
      listener->bytes += text->size();
    }
    listener->woken.cancel();
  }
}

std::size_t LiveFeed::listeners() const {
  return static_cast<std::size_t>(std::ranges::count_if(listeners_, [](const auto& it) { return !it.expired(); }));
}

net::ServerResponse LiveFeed::open(const std::vector<LiveEvent>& first, Manner manner) {
  auto listener = std::make_shared<Listener>(executor_, manner, cut_off_);
  for (const LiveEvent& event : first) listener->first.push_back(told(event, manner));
  listeners_.push_back(listener);
  net::ServerResponse out;
  out.as_messages = manner == Manner::messages;
  if (!out.as_messages) out.headers.emplace_back("Content-Type", "text/event-stream");
  out.stream = [listener](net::ResponseStream& stream) { return talk(listener, stream); };
  return out;
}

/// A WebSocket has pings of its own in place of comments.
asio::awaitable<void> LiveFeed::talk(std::shared_ptr<Listener> listener, net::ResponseStream& stream) {
  const bool comments = listener->manner == Manner::events;
  bool taken = true;
  if (comments) taken = co_await stream.write(kRetry);
  for (const auto& event : std::exchange(listener->first, {}))
    if (taken) taken = co_await stream.write(event);
  while (taken && !listener->cut) {
    if (!listener->waiting.empty()) {
      const auto next = std::move(listener->waiting.front());
      listener->waiting.pop_front();
      listener->bytes -= next->size();
      taken = co_await stream.write(*next);
      continue;
    }
    listener->woken.expires_after(kComment);
    const auto woken = co_await listener->woken.async_wait(net::as_result);
    static_cast<void>(woken);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) co_return;
    if (comments && listener->waiting.empty() && !listener->cut) taken = co_await stream.write(": \n\n");
  }
  if (!taken && !listener->cut && stream.stalled()) ++*listener->cut_off;
}

}  // namespace outcry::outputs::web
