// What other threads ring to wake a coroutine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "net/wire.h"

namespace outcry::outputs::kafka {

class Bell {
 public:
  explicit Bell(const net::asio::any_io_executor& executor);

  /// For librdkafka, which writes eight bytes to it. Stays ours.
  int descriptor() { return descriptor_.native_handle(); }
  /// Thread-safe.
  void ring();
  /// Until it was rung since the last time, or `most` is over. False when it was called off.
  net::asio::awaitable<bool> wait(std::chrono::milliseconds most);

 private:
  net::asio::posix::stream_descriptor descriptor_;
  net::asio::steady_timer timer_;
};

}  // namespace outcry::outputs::kafka
