// Whether a thread still runs what its loop is given.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

namespace outcry::net {

/// Thread-safe.
class SignOfLife {
 public:
  /// Of the thread that runs `executor`.
  explicit SignOfLife(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  /// Asks for one, unless the last question is still open: a loop that nobody runs is not filled with questions.
  void ask() {
    if (answered_->exchange(false)) boost::asio::post(executor_, [answered = answered_] { *answered = true; });
  }
  bool has_answered() const { return *answered_; }

 private:
  boost::asio::any_io_executor executor_;
  std::shared_ptr<std::atomic<bool>> answered_ = std::make_shared<std::atomic<bool>>(true);
};

}  // namespace outcry::net
