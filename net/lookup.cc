#include "net/lookup.h"

#include <netdb.h>
#include <sys/socket.h>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace outcry::net {
namespace {

using boost::system::error_code;
using Address = asio::ip::address;

/// What the waiting coroutine and the thread share.
struct Answer {
  std::mutex mutex;
  asio::steady_timer* over = nullptr;  ///< of the coroutine; none once it waits no longer
  std::optional<Found> found;
};

/// Ends the interest of the coroutine, however it ends.
class Waiting {
 public:
  Waiting(std::shared_ptr<Answer> answer, asio::steady_timer& over) : answer_(std::move(answer)) {
    answer_->over = &over;
  }
  ~Waiting() {
    const std::lock_guard lock(answer_->mutex);
    answer_->over = nullptr;
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  Found take() {
    const std::lock_guard lock(answer_->mutex);
    if (answer_->found) return std::move(*answer_->found);
    return {asio::error::timed_out, {}};
  }

 private:
  std::shared_ptr<Answer> answer_;
};

/// On the loop.
void wake(Answer& answer) {
  const std::lock_guard lock(answer.mutex);
  if (answer.over != nullptr) answer.over->cancel();
}

/// On the thread. While somebody waits his loop lives, and he cannot go without the lock.
void leave(const std::shared_ptr<Answer>& answer, Found found) {
  const std::lock_guard lock(answer->mutex);
  answer->found = std::move(found);
  if (answer->over != nullptr) asio::post(answer->over->get_executor(), [answer] { wake(*answer); });
}

error_code error_of(int failed) {
  switch (failed) {
    case EAI_AGAIN:
      return asio::error::host_not_found_try_again;
    case EAI_FAIL:
      return asio::error::no_recovery;
    case EAI_MEMORY:
      return asio::error::no_memory;
    case EAI_SYSTEM:
      return {errno, boost::system::system_category()};
    default:
      return asio::error::host_not_found;
  }
}

Address address_of(const sockaddr* socket_address) {
  if (socket_address->sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, socket_address, sizeof four);
    return asio::ip::address_v4(ntohl(four.sin_addr.s_addr));
  }
  sockaddr_in6 six{};
  std::memcpy(&six, socket_address, sizeof six);
  asio::ip::address_v6::bytes_type bytes;
  std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
  return asio::ip::address_v6(bytes, six.sin6_scope_id);
}

}  // namespace

Found resolve_host(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (failed != 0) return {error_of(failed), {}};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  std::vector<Address> out;
  for (const auto* entry = list; entry != nullptr; entry = entry->ai_next)
    if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6) out.push_back(address_of(entry->ai_addr));
  if (out.empty()) return {asio::error::host_not_found, {}};
  return {error_code(), std::move(out)};
}

asio::awaitable<Found> look_up(std::string host, std::chrono::steady_clock::time_point deadline, Resolve resolve) {
  error_code no_address;
  const auto literal = asio::ip::make_address(host, no_address);
  if (!no_address) co_return Found(error_code(), {literal});
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer over(executor, deadline);
  const auto answer = std::make_shared<Answer>();
  Waiting waiting(answer, over);
  try {
    std::thread([answer, resolve = std::move(resolve), host = std::move(host)] {
      leave(answer, resolve(host));
    }).detach();
  } catch (const std::system_error& error) {
    co_return Found(error_code(error.code()), {});
  }
  co_await over.async_wait(as_result);
  co_return waiting.take();
}

}  // namespace outcry::net
