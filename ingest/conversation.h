// What every source that talks to a server does around its own protocol: it tries again by class of fault, says where
// it stands, hands over in batches, and notices silence.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ingest/batcher.h"
#include "ingest/silence.h"
#include "ingest/sources.h"
#include "net/backoff.h"

namespace outcry::net {
struct HttpAnswer;
}

namespace outcry::ingest {

/// One run of a source. Lives as long as its coroutine; runs on one loop.
class Conversation {
 public:
  /// One connection, or one series of requests, until it fails. Suspends at least once.
  using Attempt = std::function<boost::asio::awaitable<net::Failure>()>;
  enum class Then : std::uint8_t { wait, at_once, never };
  /// What follows a failure. Without one: fatal faults end it, all others wait.
  using Judge = std::function<Then(const net::Failure&)>;

  struct Options {
    Layout layout;     ///< of the records; `format` is a name of the table of formats
    std::string name;  ///< stands where archives have their file
    /// A server that says nothing for so long after the connection stood has nothing more of the past. Without it a
    /// source is live when it says so itself.
    std::optional<std::chrono::milliseconds> silent_start;
  };

  Conversation(const boost::asio::any_io_executor& executor, const SourceContext& context, Options options,
               SourceOutput& output, Batcher::Stamp stamp);

  /// Attempts, one after the other, until `judge` has had enough; then it is fatal, and all is delivered.
  boost::asio::awaitable<void> run(Attempt attempt, Judge judge = nullptr);
  /// All there will ever be was heard: delivers it, says that it is live, and ends `run` after this attempt, whose
  /// failure is none.
  boost::asio::awaitable<void> finish();

  /// Whom it talks to, for status.
  void set_host(std::string host) { host_ = std::move(host); }
  /// The connection stands: it reads what was posted before now. Counts it.
  void connected();
  /// Something was understood: the next fault waits as if it were the first, silence begins anew.
  void progress();
  /// All that was posted before now has been read.
  void caught_up();
  bool is_live() const { return state_ == SourceState::live; }
  /// Connected, but what comes cannot be trusted to be all.
  void degraded(std::string why);
  /// What is said between attempts, when more than the failure is to be told.
  void say(SourceState state, std::string why);

  /// Ends with `work`; meanwhile notices when no post has come for longer than `silence` has patience for.
  boost::asio::awaitable<net::Failure> watched(boost::asio::awaitable<net::Failure> work, const Silence& silence);

  void append(std::string_view record) { batcher_.append(record); }
  void moved() { batcher_.moved(); }
  void missed(Gap gap);
  /// Before the first record only.
  void set_layout(Layout layout) { batcher_.set_layout(std::make_shared<const Layout>(std::move(layout))); }
  bool has_room() const { return batcher_.has_room(); }
  /// Until there is room for more.
  boost::asio::awaitable<void> room();
  boost::asio::awaitable<void> room(std::chrono::milliseconds most);
  boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
  SourceCounters& counters() { return output_.counters(); }
  /// Counts the bytes of an answer, and keeps what it says of how much may still be asked.
  void count(const net::HttpAnswer& answer);
  /// Counts a message of no known shape, which is passed over.
  void undecodable(std::string_view message);
  const boost::asio::any_io_executor& executor() const { return executor_; }

 private:
  using Clock = std::chrono::steady_clock;
  boost::asio::awaitable<void> attempts(Attempt attempt, Judge judge);
  boost::asio::awaitable<void> watch(const Silence& silence);

  boost::asio::any_io_executor executor_;
  SourceOutput& output_;
  Batcher batcher_;
  net::Backoff backoff_;
  std::optional<std::chrono::milliseconds> silent_start_;
  std::string host_;
  std::string why_;
  SourceState state_ = SourceState::connecting;
  Clock::time_point heard_at_;
  Clock::time_point opened_at_;
  bool finished_ = false;
};

}  // namespace outcry::ingest
