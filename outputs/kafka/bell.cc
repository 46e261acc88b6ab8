#include "outputs/kafka/bell.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <cstdint>

namespace outcry::outputs::kafka {

namespace asio = net::asio;
using namespace boost::asio::experimental::awaitable_operators;

Bell::Bell(const asio::any_io_executor& executor)
    : descriptor_(executor, ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)), timer_(executor) {}

void Bell::ring() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(descriptor_.native_handle(), &one, sizeof one));
}

asio::awaitable<bool> Bell::wait(std::chrono::milliseconds most) {
  const auto readable = asio::posix::descriptor_base::wait_read;
  timer_.expires_after(most);
  co_await (descriptor_.async_wait(readable, net::as_result) || timer_.async_wait(net::as_result));
  std::uint64_t ignored = 0;
  static_cast<void>(!::read(descriptor_.native_handle(), &ignored, sizeof ignored));
  const auto state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() == asio::cancellation_type::none;
}

}  // namespace outcry::outputs::kafka
