// Carries the event log to one sink, at that sink's own pace.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/time.h"
#include "net/backoff.h"
#include "outputs/delivery/digest.h"
#include "outputs/delivery/filter.h"
#include "outputs/delivery/places.h"
#include "outputs/remote_sink.h"

namespace outcry::outputs::delivery {

enum class SinkState : std::uint8_t {
  idle,         ///< has all there is
  delivering,   ///< an event is under way
  backing_off,  ///< an attempt failed, the next one waits
  gone,         ///< the other side takes nothing any more
};
std::string_view name(SinkState state);

/// How a sink stands.
struct SinkReport {
  std::string name;
  std::string kind;
  SinkState state = SinkState::idle;
  std::string why;                 ///< the last attempt failed, or did not go well in all; "" = it did
  EventTime since{};               ///< of the state, by the clock of the world
  bool tried = false;              ///< an attempt has ended since the courier began
  std::uint64_t delivered = 0;     ///< since the courier began, as the counters below
  std::uint64_t in_part = 0;       ///< those of them that did not go well in all
  std::string missed;              ///< what did not, with the last of these
  std::uint64_t refused = 0;       ///< events that the other side would never take, which were passed over
  std::uint64_t failures = 0;      ///< attempts
  std::uint64_t sequence = 0;      ///< of the last event that is done with
  std::uint64_t newest = 0;        ///< of the log
  EventTime oldest_undelivered{};  ///< its event time; 1970 = there is none
  std::size_t waiting = 0;         ///< messages to people that are held back for their quiet time
};

struct CourierOptions {
  std::string name;  ///< its key in the configuration
  std::string kind;
  FilterOptions filter;
  bool from_first = false;  ///< a new sink is told all that the log has
  bool include_text = false;
  std::optional<DigestOptions> digest;  ///< messages to people instead of events
  bool by_event_time = false;           ///< their quiet time passes as the events say, and not by the clock
  net::BackoffOptions backoff;
  std::uint64_t seed = 0;
  std::function<EventTime()> now;  ///< the clock of the world
};

/// What a courier reads: at most `most` lines after `after`, in order. Errors: those of Store::each_event.
struct LogLine {
  std::uint64_t sequence = 0;
  std::string line;
};
using ReadLog = std::function<Result<std::vector<LogLine>>(std::uint64_t after, std::size_t most)>;

/// Each event is offered until it is taken, in order; the place is kept after each, so that a run that is killed
/// repeats the one that was under way, and no other. What the other side refuses as an event is offered three times and
/// then passed over, so that it does not bar the way of all that follow; what it refuses as a whole (401, 404, ...)
/// waits for the operator. Between attempts, and while it waits, the sink says that it is there. A sink that is new
/// begins with what happens from now on, unless it is to be told all. With a digest events are heard as they come and
/// told as messages; one that is not taken is made anew with what was heard since, so that whoever was away is told how
/// things stand. Belongs to one loop.
class Courier {
 public:
  Courier(const net::asio::any_io_executor& executor, CourierOptions options, std::unique_ptr<RemoteSink> sink,
          ReadLog read, const Places& places);

  /// Takes up its place; `newest` of the log is where a new sink begins. Errors: those of Places.
  Result<void> begin(std::uint64_t newest);
  /// From now on it ends when it has handed over what there is, or when an attempt fails.
  void drain();
  /// Until it is called off or drained, or the sink is gone.
  net::asio::awaitable<void> run();
  /// The log will not go further than it was told: what waits for its time is told as if it had come.
  void complete();
  /// The log goes this far now.
  void wake(std::uint64_t newest);
  SinkReport report() const { return report_; }

 private:
  net::asio::awaitable<bool> carry(std::span<const LogLine> lines);
  net::asio::awaitable<bool> hand_over(std::span<const LoggedEvent> events);
  net::asio::awaitable<bool> hear(std::span<const LogLine> lines);
  net::asio::awaitable<bool> tell_before(EventTime until);
  net::asio::awaitable<bool> tell(EventTime now);
  net::asio::awaitable<bool> back_off(const Attempt& attempt);
  void passed(EventTime now);
  void took(const Attempt& attempt);
  EventTime horizon() const;
  bool has_message();
  std::chrono::milliseconds until_due() const;
  std::optional<LoggedEvent> wanted(const LogLine& line);
  void restore(std::string_view state);
  net::asio::awaitable<bool> beat_when_due();
  std::chrono::milliseconds until_beat();
  std::vector<LoggedEvent> next_wanted(std::span<const LogLine>& lines);
  std::string state() const;
  net::asio::awaitable<bool> wait(std::chrono::milliseconds span);
  net::asio::awaitable<bool> keep_place();
  bool try_to_keep_place();
  void is_over(std::string_view trouble);
  void enter(SinkState state);

  CourierOptions options_;
  std::unique_ptr<RemoteSink> sink_;
  ReadLog read_;
  const Places& places_;
  Filter filter_;
  std::optional<Digest> digest_;
  EventTime heard_{};  ///< time of the last event that the digest heard
  int refusals_ = 0;   ///< of what is offered now
  net::Backoff backoff_;
  net::asio::steady_timer woken_;
  SinkReport report_;
  std::uint64_t kept_ = 0;     ///< place that the store knows of
  bool state_is_kept_ = true;  ///< and so it knows what the digest remembers
  EventTime beat_at_{};        ///< when the sink is due to say that it is there
  bool has_news_ = false;      ///< the log has grown since it was read
  bool draining_ = false;
  bool complete_ = false;
};

}  // namespace outcry::outputs::delivery
