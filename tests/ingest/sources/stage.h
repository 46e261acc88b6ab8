// A live source on a stage: a server of its own that tells a story in the source's protocol, and misbehaves when asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/sources.h"

namespace outcry::ingest {

/// When post 0 was posted; post n comes n tenths of a second later.
inline constexpr EventTime kStageStart{std::chrono::seconds(1'790'000'000)};
constexpr EventTime time_of_post(int n) { return kStageStart + n * std::chrono::milliseconds(100); }

/// How the next connection or answer goes wrong. What a protocol has no such thing for is left out by its stage.
enum class Wrong : std::uint8_t {
  cut,          ///< the connection ends within a message or a body
  reset,        ///< RST
  garbage,      ///< bytes that are no protocol
  unavailable,  ///< 503, or what stands for it
  half,         ///< ends between messages, without a goodbye
  bad_message,  ///< one message that cannot be read, among good ones
  huge,         ///< one message beyond the bound, among good ones
};

/// The server double of one kind of source, on loopback, in the loop of the test. Posts are "post <n>", kept for ever;
/// a source that comes anew is given those that its protocol gives it.
class Stage {
 public:
  virtual ~Stage() = default;
  virtual std::unique_ptr<Source> source(SourceContext context) = 0;
  /// Where the double is to be found, for independent clients; "" when it is no server.
  virtual std::string address() const { return ""; }
  /// Posts with numbers below `n` exist from now on; who listens hears of them.
  void post_until(int n) {
    posted_ = n;
    on_posts();
    bell_.cancel();
  }
  /// The clock of the world: a second after the last post.
  EventTime now() const { return time_of_post(posted_) + std::chrono::seconds(1); }
  /// The next connection or answer that carries posts goes wrong this way, once. False when there is no such thing
  /// here.
  virtual bool go_wrong(Wrong wrong) = 0;
  /// Refuses everybody for good from now on, and ends what is there. False when nobody is ever refused here.
  virtual bool refuse() = 0;
  /// How many posts are far more than a source may hold.
  virtual int many() const { return 20'000; }

 protected:
  explicit Stage(boost::asio::io_context& io) : bell_(io, boost::asio::steady_timer::time_point::max()) {}
  int posted() const { return posted_; }
  /// There are more: for stages that are no server.
  virtual void on_posts() {}
  /// Until something was posted, or `ring` was called.
  boost::asio::awaitable<void> news() { co_await bell_.async_wait(net::as_result); }
  void ring() { bell_.cancel(); }

 private:
  boost::asio::steady_timer bell_;
  int posted_ = 0;
};

struct StageMaker {
  std::string name;  ///< of the kind
  std::function<std::unique_ptr<Stage>(boost::asio::io_context&)> make;
};

/// One of every kind of source there is.
std::vector<StageMaker> stages();

}  // namespace outcry::ingest
